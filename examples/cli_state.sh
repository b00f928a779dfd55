# A shell session over a slow API: what one command has read, the next ones need not ask for.
#
#     diorama demo-api -- sh -v examples/cli_state.sh
#
# Rows are kept in a folder of yours; DIORAMA_CACHE or --cache name another one.

# The API is asked how it pages, and for the first hundred rows.
diorama "$DIORAMA_DEMO_URL" list --columns id,name,price

# Another process, the same rows: from disk. It works as well while the API is away.
diorama "$DIORAMA_DEMO_URL" list --columns id,name,price

# Rows 101 to 125 are not there yet: the API is asked for the second hundred.
diorama "$DIORAMA_DEMO_URL" list --columns id,name,price --page 5

# What is on disk is taken as it is, until you want it newer: always, or from some age on.
diorama "$DIORAMA_DEMO_URL" list --columns id,name,price --refresh
diorama "$DIORAMA_DEMO_URL" list --columns id,name,price --max-age 1h

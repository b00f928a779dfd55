# A shell session over a slow API: what one command has read, the next ones need not ask for.
#
#     diorama demo-api -- sh -v examples/cli_state.sh
#
# Rows are kept in a folder of yours; DIORAMA_CACHE or --cache name another one.

# The API is asked how it pages, and for the first rows.
diorama "$DIORAMA_DEMO_URL" list --columns id,name,price

# Another process, the same rows: from disk. It works as well while the API is away.
diorama "$DIORAMA_DEMO_URL" list --columns id,name,price

# What is on disk is taken as it is, until you want it newer: now, or with --max-age 1h.
diorama "$DIORAMA_DEMO_URL" list --columns id,name,price --refresh

"""Real servers on 127.0.0.1 for the tests: json-server, Django REST framework, a faulty one."""

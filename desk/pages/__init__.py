"""The routes: a request in, a page out. What is shown comes from `figures`, how it is written from `templates`."""

"""How gunicorn serves the catalogue: under `make run` and under systemd alike."""

import os

wsgi_app = "csbm_catalog.wsgi:application"
bind = f"127.0.0.1:{os.environ.get('PORT') or 8000}"

# A worker a core; threads, so that slow readers wait on a thread and not on a worker.
workers = int(os.environ.get("WEB_CONCURRENCY") or max(2, min(os.cpu_count() or 2, 8)))
worker_class = "gthread"
threads = 4
max_requests = 5000  # a worker is replaced now and then, so that no leak lasts
max_requests_jitter = 500
control_socket_disable = True

# Queries are allowed 4,000 characters, percent-encoded; the site answers longer ones in its own words.
limit_request_line = 8190

# The application writes one JSON line a request itself.
accesslog = None
loglevel = "warning"

"""Logs as JSON lines: what happened, never what was searched for."""

import json
import logging
import traceback
from datetime import UTC, datetime

REQUEST_FIELDS = ("request_id", "method", "path", "status", "milliseconds", "bytes")


class JsonLines(logging.Formatter):
    """Write each log record as one JSON object on one line."""

    def format(self, record):
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in REQUEST_FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)

    def formatException(self, exc_info):
        """Return what was raised and where; not its message, which may quote what was searched for."""
        told, fault = [], exc_info[1]
        while fault:
            told += [type(fault).__qualname__, *traceback.format_tb(fault.__traceback__)]
            fault = fault.__cause__ or fault.__context__
        return "\n".join(line.rstrip("\n") for line in told)

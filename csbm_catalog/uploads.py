"""What may be sent to the site as a file."""

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

MAX_BYTES = 26_000_000  # more than any form takes: a form's own limit is said in its own words


class Bounded(FileUploadHandler):
    """Stop reading a file that nothing here could want, before it fills the disk."""

    received = 0

    def receive_data_chunk(self, raw_data, start):
        self.received += len(raw_data)
        if self.received > MAX_BYTES:
            raise StopUpload(connection_reset=True)
        return raw_data

    def file_complete(self, file_size):
        return None

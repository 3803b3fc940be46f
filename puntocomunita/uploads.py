from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler


class NoUploads(FileUploadHandler):
    """No form of ours takes a file, so a request that brings one is refused before a byte is kept."""

    def new_file(self, *args, **kwargs):
        raise SuspiciousOperation("A file, and no form takes one.")

    def receive_data_chunk(self, raw_data, start):
        return None

    def file_complete(self, file_size):
        return None

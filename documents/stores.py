"""The private store on a server that speaks S3, for councils that use one; the other is a folder."""

import shutil
import tempfile

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from django.core.files.storage import Storage
from django.utils.deconstruct import deconstructible

# A file stays in memory while it is small, as an upload does.
_IN_MEMORY = 2_500_000


@deconstructible
class S3Store(Storage):
    """A bucket nobody can read but the portal: no addresses are given out, downloads pass our checks."""

    def __init__(self, *, endpoint, bucket, key, secret, region="us-east-1"):
        self.bucket = bucket
        self._client = boto3.client(
            "s3",
            endpoint_url=endpoint,
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            region_name=region,
            config=Config(
                connect_timeout=5,
                read_timeout=30,
                retries={"max_attempts": 2},
                s3={"addressing_style": "path"},
                # Servers other than Amazon's do not all know the newer checksums.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def _open(self, name, mode="rb"):
        if mode != "rb":
            raise ValueError("files in the store are written once and only read after that")
        body = self._ask("get_object", Key=name)["Body"]
        kept = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  the caller closes it
        with body:
            try:
                shutil.copyfileobj(body, kept)
            except BotoCoreError as problem:
                raise OSError(f"the store stopped in the middle of {name}") from problem
        kept.seek(0)
        return File(kept, name)

    def _save(self, name, content):
        content.seek(0)
        self._ask("put_object", Key=name, Body=content.read())
        return name

    def delete(self, name):
        """Delete a file; one that is not there is no error."""
        self._ask("delete_object", Key=name)

    def exists(self, name):
        """Say whether a file of this name is there."""
        try:
            self._ask("head_object", Key=name)
        except FileNotFoundError:
            return False
        return True

    def size(self, name):
        """Give a file's size in bytes."""
        return self._ask("head_object", Key=name)["ContentLength"]

    def get_modified_time(self, name):
        """Give the moment a file was written."""
        return self._ask("head_object", Key=name)["LastModified"]

    def listdir(self, path):
        """Give the folders and the files in a folder."""
        prefix = f"{path.rstrip('/')}/" if path else ""
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket, Prefix=prefix, Delimiter="/"
        )
        folders, files = [], []
        try:
            for page in pages:
                folders += [each["Prefix"][len(prefix) : -1] for each in page.get("CommonPrefixes", ())]
                files += [each["Key"][len(prefix) :] for each in page.get("Contents", ())]
        except (BotoCoreError, ClientError) as problem:
            raise OSError(f"the store did not list {path}: {type(problem).__name__}") from problem
        return folders, files

    def url(self, name):
        """Refuse: files have no address of their own."""
        raise NotImplementedError("files in the private store are opened through the portal only")

    def _ask(self, act, **values):
        # The rest of the portal knows one kind of trouble, whatever the store: OSError.
        try:
            return getattr(self._client, act)(Bucket=self.bucket, **values)
        except ClientError as problem:
            status = problem.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
            if status == 404:
                raise FileNotFoundError(values["Key"]) from problem
            raise OSError(f"the store refused to {act}: {status}") from problem
        except BotoCoreError as problem:
            raise OSError(f"the store did not answer: {type(problem).__name__}") from problem

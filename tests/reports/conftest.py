"""The service over the small plan of the security tests."""

from tests.security.conftest import shared, site

__all__ = ["shared", "site"]

"""Who may give a file, open it, and say what the virus scan found."""

import rules

from audit.rules import is_the_service
from people.rules import is_family_of, is_officer_of


@rules.predicate
def is_officer_of_document(user, document):
    """Hold for the officer of the child a file is about."""
    return document is not None and is_officer_of(user, document.child)


@rules.predicate
def is_giver_of_document(user, document):
    """Hold for the family member who gave the file; two parents do not read what each sent in confidence."""
    return document is not None and document.uploaded_by_id == user.pk and is_family_of(user, document.child)


rules.add_perm("documents.store", is_officer_of | is_family_of)
rules.add_perm("documents.open", is_officer_of_document | is_giver_of_document)
# No person calls a file clean: only the scan does.
rules.add_perm("documents.pass_scan", is_the_service)
rules.add_perm("documents.fail_scan", is_the_service)
rules.add_perm("documents.give_up_scan", is_the_service)

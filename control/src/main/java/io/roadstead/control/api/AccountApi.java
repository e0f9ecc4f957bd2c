package io.roadstead.control.api;

import io.roadstead.control.access.Accounts;
import io.roadstead.core.Rejected;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;

/** Accounts, added by the first account's root alone. */
final class AccountApi {
    private static final String ROOT = "arn:aws:iam::" + Accounts.FIRST_ACCOUNT + ":root";

    private final Accounts accounts;

    AccountApi(Accounts accounts) {
        this.accounts = accounts;
    }

    CreateAccountResponse create(Caller caller, CreateAccountRequest request) {
        if (!caller.arn().equals(ROOT)) {
            throw AwsException.accessDenied("User: " + caller.arn()
                    + " is not authorized to perform: roadstead:CreateAccount because only " + ROOT + " may.");
        }
        try {
            Accounts.Created created = accounts.create(request.accountId());
            return CreateAccountResponse.of(
                    created.account(), created.accessKeyId(), created.secret().reveal());
        } catch (Rejected rejected) {
            throw new AwsException(
                    rejected.rejection().errorType(), rejected.rejection().message());
        }
    }
}

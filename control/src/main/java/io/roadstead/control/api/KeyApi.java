package io.roadstead.control.api;

import io.roadstead.control.access.Accounts;
import io.roadstead.control.access.KeyRenewal;
import io.roadstead.control.access.MasterKeyException;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.client.Json;
import java.io.IOException;
import java.util.List;

/** The installation's master keys: for callers of the first account alone, whom their policies allow it. */
final class KeyApi {
    private final KeyRenewal keys;

    KeyApi(KeyRenewal keys) {
        this.keys = keys;
    }

    Json rotate(Caller caller, Json input) {
        requireFirstAccount(caller, "RotateMasterKey");
        try {
            return Json.object().put("keyId", keys.rotate());
        } catch (MasterKeyException tooMany) {
            throw AwsException.invalidParameter(String.valueOf(tooMany.getMessage()));
        } catch (IOException e) {
            throw AwsException.invalidParameter("The new master key could not be written, and nothing changed: " + e
                    + ". The server must be able to write the file and its directory.");
        }
    }

    Json describe(Caller caller, Json input) {
        requireFirstAccount(caller, "DescribeMasterKeys");
        List<Json> told = keys.status().stream().map(KeyApi::shape).toList();
        Json answer = Json.object().putItems("keys", told).put("working", keys.working());
        keys.failure().ifPresent(why -> answer.put("failure", why));
        return answer;
    }

    private static Json shape(KeyRenewal.Status status) {
        Json use = Json.object();
        status.use().forEach((what, count) -> use.put(what, (long) count));
        Json shape = Json.object()
                .put("keyId", status.key().id())
                .put("createdAt", status.key().madeAt().toString())
                .put("current", status.keptUntil().isEmpty())
                .put("use", use);
        status.keptUntil().ifPresent(until -> shape.put("keptUntil", until.toString()));
        return shape;
    }

    private static void requireFirstAccount(Caller caller, String operation) {
        if (!caller.scope().account().equals(Accounts.FIRST_ACCOUNT)) {
            throw AwsException.accessDenied("User: " + caller.arn() + " is not authorized to perform: roadstead:"
                    + operation + " because the master key belongs to account " + Accounts.FIRST_ACCOUNT + ".");
        }
    }
}

package io.roadstead.services.secrets.api;

import io.roadstead.core.Rejected;
import io.roadstead.wire.AccessRules;
import io.roadstead.wire.AwsException;
import io.roadstead.wire.ModelFile;
import io.roadstead.wire.Operation;
import io.roadstead.wire.RequiredMembers;
import io.roadstead.wire.ServiceApi;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkPojo;

/** Collects the operations of one of the three services. */
final class Registry {
    private static final Logger log = LoggerFactory.getLogger(Registry.class);

    private final ServiceApi.Builder builder;
    private final String internalError;

    /**
     * @param name the signing name, and what the committed parts of its model begin with
     * @param internalError what the service calls a fault of its own
     */
    Registry(String name, String targetPrefix, String internalError, AccessRules rules) {
        this.internalError = internalError;
        this.builder = ServiceApi.builder(
                        name, targetPrefix, Set.copyOf(ModelFile.lines(Registry.class, name + "-operations.txt")))
                .required(RequiredMembers.of(
                        ModelFile.lines(Registry.class, name + "-required-members.txt"), Constraints::missing))
                .rules(rules);
    }

    <I extends SdkPojo, O extends SdkPojo> Registry add(
            Class<I> request, Class<O> response, Operation<I, O> operation) {
        builder.operation(request, response, (caller, input) -> {
            try {
                return operation.handle(caller, input);
            } catch (Rejected rejected) {
                throw new AwsException(
                        rejected.rejection().errorType(), rejected.rejection().message());
            } catch (AwsException refused) {
                throw refused;
            } catch (RuntimeException fault) {
                // The request is not logged: it may hold a value.
                log.error("{} failed", request.getSimpleName(), fault);
                throw new AwsException(
                        internalError, AwsException.SERVER_FAULT, "An error occurred on the server side.", Map.of());
            }
        });
        return this;
    }

    ServiceApi build() {
        return builder.build();
    }
}

package io.roadstead.services.secrets.vault;

import io.roadstead.core.model.Scope;

/** What a version of a parameter holds, sealed whatever its type: who says String may mean a password all the same. */
public record ParameterValue(Scope scope, String parameterId, long version, String sealed) {
    @Override
    public String toString() {
        return "ParameterValue[" + parameterId + ", " + version + "]";
    }
}

package io.roadstead.agent.runtime;

import io.roadstead.agent.engine.Fault;

/** A call that the container runtime did not carry out, or of which nobody knows whether it did. */
public final class RuntimeFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Fault fault;

    public RuntimeFault(Fault fault) {
        super(fault.toString());
        this.fault = fault;
    }

    public RuntimeFault(Fault fault, Throwable cause) {
        super(fault.toString(), cause);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }
}

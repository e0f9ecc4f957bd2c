package io.roadstead.core.placement;

import io.roadstead.core.model.Attribute;
import io.roadstead.core.model.ContainerInstance;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Why an instance refuses a task, with the numbers that decided. The order of the records is the order of the filters.
 * Source: ecs-behaviour 1.2, 5.1.
 */
public sealed interface Reason {
    /** ECS's text, as in {@code failures[].reason}. */
    String wire();

    /** The same in plain words, with the numbers. */
    String words();

    /** How many filters the instance passed before this one refused it. */
    int passed();

    /** Only an instance named by its caller is refused for its state; the others are no candidates at all. */
    record NotActive(ContainerInstance.Status status) implements Reason {
        @Override
        public String wire() {
            return "INACTIVE";
        }

        @Override
        public String words() {
            return "the instance is " + status + ", and only an ACTIVE one takes new tasks";
        }

        @Override
        public int passed() {
            return 0;
        }
    }

    record AgentDisconnected() implements Reason {
        @Override
        public String wire() {
            return "AGENT";
        }

        @Override
        public String words() {
            return "the instance's agent is not connected";
        }

        @Override
        public int passed() {
            return 1;
        }
    }

    /** In CPU units. */
    record Cpu(int wanted, int free) implements Reason {
        @Override
        public String wire() {
            return "RESOURCE:CPU";
        }

        @Override
        public String words() {
            return wanted + " CPU units wanted, " + free + " free";
        }

        @Override
        public int passed() {
            return 2;
        }
    }

    /** In MiB. */
    record Memory(int wanted, int free) implements Reason {
        @Override
        public String wire() {
            return "RESOURCE:MEMORY";
        }

        @Override
        public String words() {
            return wanted + " MiB of memory wanted, " + free + " free";
        }

        @Override
        public int passed() {
            return 3;
        }
    }

    /** The wanted TCP host ports that are taken or reserved. */
    record Ports(SortedSet<Integer> taken) implements Reason {
        public Ports {
            taken = new TreeSet<>(taken);
        }

        @Override
        public String wire() {
            return "RESOURCE:PORTS";
        }

        @Override
        public String words() {
            return "TCP host ports wanted but taken or reserved: " + taken;
        }

        @Override
        public int passed() {
            return 4;
        }
    }

    /** The wanted UDP host ports that are taken or reserved. */
    record PortsUdp(SortedSet<Integer> taken) implements Reason {
        public PortsUdp {
            taken = new TreeSet<>(taken);
        }

        @Override
        public String wire() {
            return "RESOURCE:PORTS_UDP";
        }

        @Override
        public String words() {
            return "UDP host ports wanted but taken or reserved: " + taken;
        }

        @Override
        public int passed() {
            return 5;
        }
    }

    record Gpu(int wanted, int free) implements Reason {
        @Override
        public String wire() {
            return "RESOURCE:GPU";
        }

        @Override
        public String words() {
            return wanted + " GPUs wanted, " + free + " free";
        }

        @Override
        public int passed() {
            return 6;
        }
    }

    /**
     * A required attribute that the instance lacks or has with another value.
     *
     * @param found absent when the instance has no attribute of that name
     */
    record MissingAttribute(Attribute wanted, @Nullable Attribute found) implements Reason {
        @Override
        public String wire() {
            return "ATTRIBUTE";
        }

        @Override
        public String words() {
            if (found == null) {
                return "attribute " + wanted.name() + " is required, and the instance has none of that name";
            }
            return "attribute " + wanted.name() + " is required to be " + wanted.value() + ", and the instance has "
                    + (found.value() == null ? "it without a value" : found.value());
        }

        @Override
        public int passed() {
            return 7;
        }
    }

    record MemberOf(String expression) implements Reason {
        @Override
        public String wire() {
            return "MemberOf placement constraint unsatisfied.";
        }

        @Override
        public String words() {
            return "the instance does not satisfy the memberOf expression '" + expression + "'";
        }

        @Override
        public int passed() {
            return 8;
        }
    }

    /** How many tasks of the group are on the instance already. */
    record DistinctInstance(String group, int tasks) implements Reason {
        @Override
        public String wire() {
            return "DistinctInstance placement constraint unsatisfied.";
        }

        @Override
        public String words() {
            return "distinctInstance allows one task of group " + group + " on an instance, and " + tasks
                    + (tasks == 1 ? " is" : " are") + " here";
        }

        @Override
        public int passed() {
            return 9;
        }
    }
}

package io.roadstead.agent.loop;

import io.roadstead.agent.engine.Fault;
import io.roadstead.agent.text.GoDuration;

/** What faults mean for whoever carries effects out. */
final class Faults {
    private Faults() {}

    /** A container that is not there, and a Docker that is not there, are not asked again. Source: agent-protocol 7.4. */
    static boolean stopWorthAnotherTry(Fault fault) {
        return switch (fault) {
            case Fault.Refused _, Fault.TimedOut _ -> true;
            case Fault.NotFound _,
                    Fault.DaemonGone _,
                    Fault.PullInactive _,
                    Fault.NameTaken _,
                    Fault.PortTaken _,
                    Fault.NoPortFree _,
                    Fault.BadConfig _,
                    Fault.BadHostConfig _ -> false;
        };
    }

    static String text(Fault fault) {
        return switch (fault) {
            case Fault.Refused refused -> refused.text();
            case Fault.NotFound missing -> missing.text();
            case Fault.NameTaken taken -> taken.text();
            case Fault.PortTaken taken -> taken.text();
            case Fault.NoPortFree none -> none.text();
            case Fault.DaemonGone gone -> gone.text();
            case Fault.BadConfig bad -> bad.text();
            case Fault.BadHostConfig bad -> bad.text();
            case Fault.PullInactive _ -> "inactivity time exceeded timeout while pulling image";
            case Fault.TimedOut late -> "timed out after waiting " + GoDuration.format(late.after());
        };
    }
}

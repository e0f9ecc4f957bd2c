package io.roadstead.cli.host;

/**
 * What to do so that a Docker Engine answers. Pure: {@link EngineSetup} finds the facts and acts.
 *
 * <p>The one rule: only root on a Debian-like system gets anything done for it, and never beside an engine that
 * already lives or one that the user named by {@code DOCKER_HOST}. Everybody else gets the command to run.
 */
public sealed interface EnginePlan {
    /** It answers. */
    record Ready() implements EnginePlan {}

    /** Install the package if it is missing, then start the engine unless the installation already did. */
    record SetUp(boolean install, boolean bySystemd) implements EnginePlan {}

    /** An engine lives and may be starting: give it time. */
    record Wait(long dockerd) implements EnginePlan {}

    /** Nothing can be done from here; the sentence says what the user can do. */
    record Refuse(String sentence) implements EnginePlan {}

    static EnginePlan of(EngineFacts facts) {
        String address = facts.address();
        switch (facts.reach()) {
            case ANSWERS -> {
                return new Ready();
            }
            case NO_PERMISSION -> {
                return new Refuse("This user may not talk to the Docker Engine at " + address
                        + ". Run: sudo usermod -aG docker \"$USER\" and log in again.");
            }
            case SILENT -> {}
        }
        if (facts.chosen()) {
            return new Refuse("DOCKER_HOST is " + address + ", and no Docker Engine answers there."
                    + " Start that engine, or run: unset DOCKER_HOST");
        }
        if (facts.dockerd() != null) {
            return new Wait(facts.dockerd());
        }
        if (facts.root() && (facts.installed() || facts.debian())) {
            return new SetUp(!facts.installed(), facts.systemd());
        }
        String none = "No Docker Engine answers at " + address + ". Run: ";
        if (facts.installed()) {
            return new Refuse(none + (facts.systemd() ? "sudo systemctl start docker" : "sudo dockerd &"));
        }
        if (facts.debian()) {
            return new Refuse(none + "sudo apt-get install docker.io");
        }
        return new Refuse("No Docker Engine answers at " + address
                + ". Install and start one: https://docs.docker.com/engine/install/");
    }
}

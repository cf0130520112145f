// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ftrouter.api.Family;

/**
 * One machine of the lab: a network namespace, and the programs that run in it. Commands are argument lists, run as root
 * of the namespace, 30 s at most on a machine of usual speed. Safe for use by several threads.
 */
public final class Host {
    private final String role;
    private final String namespace;
    private final Path folder;

    Host(String lab, String role, Path folder) {
        this.role = role;
        this.namespace = "ftr-" + lab + "-" + role;
        this.folder = folder;
    }

    /** What it is in the lab: {@code lan}, {@code router}, {@code isp1}, {@code internet}, {@code dmz}. */
    public String role() {
        return role;
    }

    /** Its name for {@code ip netns exec}. */
    public String namespace() {
        return namespace;
    }

    /** Runs a command that has to succeed and returns what it wrote. */
    public String exec(String... command) throws LabException, InterruptedException {
        return Commands.must(inside(command), "");
    }

    /** Runs a command whose failure is the caller's to judge. */
    public Completed run(String... command) throws LabException, InterruptedException {
        return Commands.run(inside(command), "");
    }

    /** Starts a command that goes on by itself; what it writes is added to a file in the lab's folder. */
    public Process start(String log, String... command) throws LabException {
        File file = folder.resolve(log).toFile();
        try {
            return new ProcessBuilder(inside(command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(file))
                    .redirectInput(new File("/dev/null"))
                    .start();
        } catch (IOException e) {
            throw new LabException("cannot start " + command[0] + " in " + namespace + ": " + e.getMessage(), e);
        }
    }

    /** Carries out lines as for {@code ip -batch}; stops with an error at the first that fails. */
    public void ip(List<String> lines) throws LabException, InterruptedException {
        Commands.must(List.of("ip", "-n", namespace, "-batch", "-"), String.join("\n", lines) + "\n");
    }

    /** The same for lines that do not tell the family themselves, such as {@code rule add priority 7 lookup main}. */
    public void ip(Family family, List<String> lines) throws LabException, InterruptedException {
        String option = family == Family.IPV4 ? "-4" : "-6";
        Commands.must(List.of("ip", option, "-n", namespace, "-batch", "-"), String.join("\n", lines) + "\n");
    }

    /** Loads an nftables script, in whole or not at all. */
    public void nft(String script) throws LabException, InterruptedException {
        Commands.must(inside("nft", "-f", "-"), script);
    }

    /** Sets a kernel setting of this namespace, such as {@code net/ipv4/ip_forward}. */
    public void sysctl(String path, String value) throws LabException, InterruptedException {
        Commands.must(inside("tee", "/proc/sys/" + path), value);
    }

    /** The whole command line that runs a command in here. */
    List<String> inside(String... command) {
        var line = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        line.addAll(List.of(command));
        return line;
    }

    Path folder() {
        return folder;
    }

    @Override
    public String toString() {
        return namespace;
    }
}

// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Takes a lab away: its processes, namespaces and files, whatever is left of it. Doing it twice is no error. */
final class Removal {
    private static final int TRIES = 250;

    private Removal() {}

    /** Removes all that bears the lab's name. */
    static void remove(String name) throws LabException, InterruptedException {
        List<String> namespaces = namespaces(name);
        for (String namespace : namespaces) {
            killAll(namespace);
        }
        for (String namespace : namespaces) {
            Commands.run(List.of("ip", "netns", "del", namespace), ""); // another process may do the same
        }
        if (!namespaces(name).isEmpty()) {
            throw new LabException("cannot remove the network namespaces " + namespaces(name));
        }
        LabFolder.delete(LabFolder.of(name));
    }

    /** Removes what labs left whose owner ended without doing so. Returns their names. */
    static List<String> sweep() throws LabException, InterruptedException {
        var swept = new ArrayList<String>();
        for (String name : LabFolder.names()) {
            if (LabFolder.isOrphan(name)) {
                remove(name);
                swept.add(name);
            }
        }
        return swept;
    }

    /** The namespaces of a lab that exist now. */
    static List<String> namespaces(String name) throws LabException, InterruptedException {
        String prefix = "ftr-" + name + "-";
        return Commands.must(List.of("ip", "netns", "list"), "")
                .lines()
                .map(line -> line.split(" ", 2)[0])
                .filter(namespace -> namespace.startsWith(prefix))
                .toList();
    }

    private static void killAll(String namespace) throws LabException, InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            List<Long> pids = pids(namespace);
            if (pids.isEmpty()) {
                return;
            }
            pids.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            TimeUnit.MILLISECONDS.sleep(20);
        }
        throw new LabException("processes in " + namespace + " do not end: " + pids(namespace));
    }

    private static List<Long> pids(String namespace) throws LabException, InterruptedException {
        Completed listed = Commands.run(List.of("ip", "netns", "pids", namespace), "");
        return listed.succeeded()
                ? listed.output().lines().map(String::strip).map(Long::valueOf).toList()
                : List.of(); // it is gone
    }
}

// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.bench;

import java.util.stream.Collectors;
import org.ftrouter.dist.bench.Results.Setting;

/** The page {@code docs/benchmark.md}: picture, tables, and what they hold for. */
final class Page {
    private static final String METHOD = """
            ## How it is measured

            - Each program has a lab of its own: three uplinks of equal weight, a LAN whose traffic is translated, providers
              that break and heal. All programs run at the same time; one outage is measured at a time, one program after the
              other, so that a noisy moment of the machine hits all alike. The uplink that fails changes with each run.
            - The user is a program in the LAN that opens a new TCP connection 100 times a second, each a small question and
              answer, with 250 ms to succeed. **Outage**: from the fault to the start of the last connection that failed;
              **p99** by nearest rank, which is the worst of up to 99 runs.
              **Return**: from healing to the first connection that the uplink carries again; *failed then* counts connections
              that failed from healing until 2 s after the return, in all runs.
            - **Faults**: *carrier*, no link; *blackhole*, the gateway answers and nothing beyond does; *dead gateway*, silence,
              ARP too. Loss is random, on the way out, a different share on each of the three uplinks at the same time; a
              false failover is the kernel's multipath route without the lossy uplink.
            - **Cost**: of all processes of a program, while nothing happens and no user is active. *started* are the
              processes and threads begun, *probes* packets to the targets as the providers count them.
            - lsm's default return takes more than 100 s: it is waited for twice for each fault, afterwards lsm is started
              afresh. A fast lsm, one that answers 18 targets every 250 ms, is as fast as it goes without starving some.

            ## How the programs are set up

            - **FTR**: the README's configuration with four targets, of which two must answer, and iptables rules that it
              manages. *default*: nothing else. *fast*: [ftr-fast.conf](../test/resources/org/ftrouter/dist/bench/ftr-fast.conf).
            - **lsm** and **keepalived** only tell which uplink is up. They have a hand-made router around them: a table and
              `oif`, `from` and `fwmark` rules for each uplink, connection marks, address translation, and
              [an event script](../test/resources/org/ftrouter/dist/bench/route.sh) that rewrites the multipath default
              route. `ignore_routes_with_linkdown` is not set for them: neither sets it or tells one to. Six targets each.
            - **lsm** *default*: [the values of its sample](../test/resources/org/ftrouter/dist/bench/lsm-default.conf), an
              uplink is a group that is up while one target is. *fast*:
              [250 ms](../test/resources/org/ftrouter/dist/bench/lsm-fast.conf), four of six targets must be up.
            - **keepalived**: a VRRP instance for each uplink that tracks the interface and a script, `fping` with four of six
              targets. *default*: interval 5 s, fall 3, rise 3; *fast*: interval 1 s, fall 1, rise 1, 250 ms patience.
            """;

    private Page() {}

    static String of(Results results) {
        String tables = Table.all(results).stream().map(Table::markdown).collect(Collectors.joining("\n"));
        return """
                # Benchmark

                %s

                ![Outage that users see when an uplink fails](benchmark.svg)

                %s
                %s""".formatted(setting(results.setting), tables, METHOD);
    }

    private static String setting(Setting setting) {
        String versions = setting.versions().entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining("; "));
        return """
                Written by `%s` on %s: %d faults of each kind for each program, %s minutes of loss, %s quiet minutes.
                Machine: %s, %s; the harness runs on Java %s. %s. CPU time is counted by %s.""".formatted(
                        setting.command(),
                        setting.date(),
                        setting.runs(),
                        Numbers.plain(setting.lossMinutes()),
                        Numbers.plain(setting.quietMinutes()),
                        setting.machine(),
                        setting.kernel(),
                        setting.java(),
                        versions,
                        setting.cpuCounting());
    }
}

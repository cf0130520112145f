// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.ftrouter.api.Family;
import org.jspecify.annotations.Nullable;

/** Says what a {@link Lab} is to be; {@link #build} makes it. Without any word: three uplinks, IPv4, no DMZ. */
public final class LabBuilder {
    private static final List<String> NAMES = List.of("fibre", "cable", "lte");
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final List<LabUplink> uplinks = new ArrayList<>();
    private List<Line> wiring = Line.list(System.getProperty("ftr.lab.wiring", "veth")); // for tests of every kind
    private String name = "p" + ProcessHandle.current().pid() + "n" + COUNTER.incrementAndGet();
    private String config = "";
    private String firewall = "iptables";
    private boolean dmz;
    private boolean kept;
    private @Nullable Path ftr;
    private Set<Family> families = Set.of(Family.IPV4);

    LabBuilder() {}

    /** Gives the lab a name, 1 to 20 of a-z and 0-9; without, it is made of the process number. */
    public LabBuilder name(String labName) {
        name = labName;
        return this;
    }

    /** Adds so many uplinks of weight 1 and priority 1, called fibre, cable, lte, uplink4 and so on. */
    public LabBuilder uplinks(int count) {
        for (int i = 0; i < count; i++) {
            int number = uplinks.size() + 1;
            uplink(number <= NAMES.size() ? NAMES.get(number - 1) : "uplink" + number, 1, 1);
        }
        return this;
    }

    /** Adds an uplink with a fixed address. */
    public LabBuilder uplink(String uplinkName, int weight, int priority) {
        return add(uplinkName, weight, priority, false);
    }

    /** Adds an uplink whose address and gateway the daemon learns, as from a DHCP client, whose work the lab does. */
    public LabBuilder dynamicUplink(String uplinkName, int weight, int priority) {
        return add(uplinkName, weight, priority, true);
    }

    private LabBuilder add(String uplinkName, int weight, int priority, boolean dynamic) {
        Line line = wiring.get(uplinks.size() % wiring.size());
        boolean learnt = dynamic || line.pointToPoint();
        uplinks.add(new LabUplink(uplinks.size() + 1, uplinkName, weight, priority, learnt, line));
        return this;
    }

    /** Gives the uplinks that follow these kinds of interfaces, in turn; without, each has one like a network card. */
    public LabBuilder wiring(Line... lines) {
        wiring = List.of(lines);
        return this;
    }

    /** Adds a DMZ with a server, which every uplink's TCP and UDP port {@link Addresses#DMZ_PORT} leads to. */
    public LabBuilder dmz() {
        dmz = true;
        return this;
    }

    /** Uses these address families instead of IPv4 alone, which is all that one wire and modems have here. */
    public LabBuilder families(Family... all) {
        families = Set.of(all);
        return this;
    }

    /** Adds HOCON behind the generated configuration; later keys win. */
    public LabBuilder config(String hocon) {
        config = config.isEmpty() ? hocon : config + "\n" + hocon;
        return this;
    }

    /** Lets the daemon mark and translate with this route backend instead of iptables. */
    public LabBuilder firewall(String type) {
        firewall = type;
        return this;
    }

    /** Uses this program as {@code ftr} instead of the distribution these classes belong to. */
    public LabBuilder ftr(Path program) {
        ftr = program.toAbsolutePath();
        return this;
    }

    /** Lets the lab outlive this process, until somebody removes it by name. */
    public LabBuilder kept() {
        kept = true;
        return this;
    }

    /**
     * Builds the lab, all but the daemon. First removes what dead labs have left.
     *
     * @throws LabException if that fails; nothing is left then
     * @throws IllegalArgumentException if an uplink's kind has not all of the families
     */
    public Lab build() throws LabException, InterruptedException {
        if (uplinks.isEmpty()) {
            uplinks(NAMES.size());
        }
        var spec = new LabSpec(name, uplinks, dmz, kept, ftr, families);
        return Lab.build(spec, LabConfig.text(spec, firewall, config));
    }
}

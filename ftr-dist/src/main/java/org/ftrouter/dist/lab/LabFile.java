// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ftrouter.api.Family;

/** The description of a lab as lines of a file: its owner, whether it has a DMZ, its families and uplinks. */
final class LabFile {
    private static final int START_TIME = 19; // of the words behind the program's name in /proc/PID/stat

    private LabFile() {}

    static List<String> lines(LabSpec spec) {
        long self = ProcessHandle.current().pid();
        var lines = new ArrayList<String>();
        lines.add(spec.kept() ? "owner nobody" : "owner " + self + " " + startTime(self));
        lines.add("dmz " + spec.dmz());
        lines.add("families " + spec.families().stream().map(Family::name).collect(Collectors.joining(" ")));
        if (spec.ftr() != null) {
            lines.add("ftr " + spec.ftr());
        }
        for (LabUplink uplink : spec.uplinks()) {
            lines.add("uplink " + uplink.name() + " " + uplink.weight() + " " + uplink.priority() + " "
                    + uplink.dynamic() + " " + uplink.line());
        }
        return lines;
    }

    static LabSpec spec(String name, List<String> lines) {
        var uplinks = new ArrayList<LabUplink>();
        boolean dmz = false;
        boolean kept = false;
        Path ftr = null;
        Set<Family> families = Set.of(Family.IPV4);
        for (String line : lines) {
            String[] words = line.split(" ", line.startsWith("ftr ") ? 2 : -1);
            switch (words[0]) {
                case "owner" -> kept = words[1].equals("nobody");
                case "dmz" -> dmz = Boolean.parseBoolean(words[1]);
                case "ftr" -> ftr = Path.of(words[1]);
                case "families" ->
                    families = Stream.of(words).skip(1).map(Family::valueOf).collect(Collectors.toSet());
                default ->
                    uplinks.add(new LabUplink(
                            uplinks.size() + 1,
                            words[1],
                            Integer.parseInt(words[2]),
                            Integer.parseInt(words[3]),
                            Boolean.parseBoolean(words[4]),
                            Line.of(words[5])));
            }
        }
        return new LabSpec(name, uplinks, dmz, kept, ftr, families);
    }

    /** Whether these lines name an owner that has ended. The start time tells it from a later process of its number. */
    static boolean isOrphan(List<String> lines) {
        String[] words = lines.get(0).split(" ", -1);
        return !words[1].equals("nobody")
                && !startTime(Long.parseLong(words[1])).equals(words[2]);
    }

    private static String startTime(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[START_TIME];
        } catch (IOException e) {
            return "gone";
        }
    }
}

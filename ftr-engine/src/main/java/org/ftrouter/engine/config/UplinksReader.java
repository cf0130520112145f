// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ftrouter.api.route.Downlinks;

/** Reads {@code uplinks} and sees that they do not get in each other's way. */
final class UplinksReader {
    private final HoconSettings top;
    private final Reading reading;

    UplinksReader(HoconSettings top, Reading reading) {
        this.top = top;
        this.reading = reading;
    }

    /** The uplinks in the order of the file. */
    List<UplinkDraft> read(ProbeConfig probe, Leaving leaving) {
        HoconSettings uplinks = top.section("uplinks");
        if (uplinks.keys().isEmpty()) {
            top.error("uplinks", "C403", "there is no uplink", "write uplinks { NAME { interface = ... } }");
        }
        var reader = new UplinkReader(uplinks, probe, leaving, reading);
        var drafts = new ArrayList<UplinkDraft>();
        for (String name : uplinks.keys()) {
            reader.read(name).ifPresent(drafts::add);
        }
        SharedInterfaces.check(drafts);
        BudgetConfig.checkAlone(drafts);
        if (drafts.size() > LayoutReader.MOST_UPLINKS) {
            String text = "too many uplinks: " + drafts.size() + ", allowed are " + LayoutReader.MOST_UPLINKS;
            top.error("uplinks", "C411", text, "");
            return drafts.subList(0, LayoutReader.MOST_UPLINKS);
        }
        return drafts;
    }

    /** The downlinks, none of which may be an uplink. */
    Downlinks downlinks(List<UplinkDraft> drafts) {
        HoconSettings downlinks = top.section("downlinks");
        Map<String, String> uplinks = new HashMap<>();
        drafts.forEach(draft -> uplinks.put(draft.device(), draft.name()));
        return new Downlinks(devices(downlinks, "lan", uplinks), devices(downlinks, "dmz", uplinks));
    }

    private static List<String> devices(HoconSettings downlinks, String key, Map<String, String> uplinks) {
        var devices = new ArrayList<String>();
        for (String device : downlinks.strings(key)) {
            UplinkReader.checkDevice(downlinks, key, device).ifPresent(devices::add);
            if (uplinks.containsKey(device)) {
                String text =
                        "'" + device + "' is a downlink and the interface of uplink '" + uplinks.get(device) + "'";
                downlinks.error(key, device, "C412", text, "it can be one of them only");
            }
        }
        return List.copyOf(Set.copyOf(devices)).size() == devices.size()
                ? devices
                : devices.stream().distinct().toList();
    }
}

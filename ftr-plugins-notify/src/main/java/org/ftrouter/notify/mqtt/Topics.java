// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.mqtt;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/** What messages are called, and how Home Assistant learns of them. Pure. */
final class Topics {
    /** The state that Home Assistant shows as unknown. */
    static final String UNKNOWN = "None";

    /** The sensor that says whether anything works. */
    static final String INTERNET = "internet";

    private static final String CHECKSUM = "_[0-9a-f]{8}";
    private static final Pattern ESCAPED = Pattern.compile(CHECKSUM + "$");
    /** Of a host and a sensor joined by {@code _}: what is taken for the host. */
    private static final Pattern HOST = Pattern.compile("^(?:.*?" + CHECKSUM + "(?=_)|[^_]*)");

    private final String base;
    private final String discovery;
    private final String host;

    Topics(String prefix, String discovery, String host) {
        this.base = prefix + (prefix.isEmpty() ? "" : "/") + safe(host);
        this.discovery = discovery;
        this.host = host;
    }

    /** The sensor of an uplink in one family. One called {@value #INTERNET} is another than the sensor of that name. */
    static String sensor(String uplink, boolean six) {
        String sensor = six ? uplink + " IPv6" : uplink;
        return sensor.equals(INTERNET) ? "uplink " + sensor : sensor;
    }

    /** {@code online} or {@code offline}. */
    String availability() {
        return base + "/availability";
    }

    /** Every notice as JSON. */
    String event() {
        return base + "/event";
    }

    /** {@code ON}, {@code OFF} or {@value #UNKNOWN}, of an uplink's sensor or of {@link #INTERNET}. */
    String state(String sensor) {
        return base + "/" + safe(sensor) + "/state";
    }

    /** The latest notice about it as JSON. */
    String attributes(String sensor) {
        return base + "/" + safe(sensor) + "/attributes";
    }

    boolean discovered() {
        return !discovery.isEmpty();
    }

    String config(String sensor) {
        return discovery + "/binary_sensor/" + id(sensor) + "/config";
    }

    /** Home Assistant's description of a connectivity sensor. */
    String description(String sensor) {
        var json = new JsonObject();
        json.addProperty("name", sensor);
        json.addProperty("unique_id", id(sensor));
        json.addProperty("device_class", "connectivity");
        json.addProperty("state_topic", state(sensor));
        json.addProperty("json_attributes_topic", attributes(sensor));
        json.addProperty("availability_topic", availability());
        var device = new JsonObject();
        var identifiers = new JsonArray();
        identifiers.add("ftr_" + safe(host));
        device.add("identifiers", identifiers);
        device.addProperty("name", "Router " + host);
        device.addProperty("manufacturer", "Fault Tolerant Router");
        json.add("device", device);
        return json.toString();
    }

    /** Where it would not be clear from the joined names which is the host's, its length is told. */
    private String id(String sensor) {
        String router = safe(host);
        String joined = router + "_" + safe(sensor);
        Matcher taken = HOST.matcher(joined);
        boolean clear = taken.lookingAt() && taken.group().equals(router);
        return (clear ? "ftr_" : "ftr-" + router.length() + "_") + joined;
    }

    /**
     * One level of a topic: other characters become {@code _}, and a checksum follows, so that no two names become one. So
     * it does after a name that looks like that already.
     */
    private static String safe(String name) {
        String safe = name.replaceAll("[^A-Za-z0-9_-]", "_");
        if (safe.equals(name) && !safe.isEmpty() && !ESCAPED.matcher(name).find()) {
            return safe;
        }
        var sum = new CRC32();
        sum.update(name.getBytes(StandardCharsets.UTF_8));
        return safe + "_" + HexFormat.of().toHexDigits((int) sum.getValue());
    }
}

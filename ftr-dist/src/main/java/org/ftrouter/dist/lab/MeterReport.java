// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.lab;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ftrouter.api.Family;

/**
 * The meter's connections of some time, counted.
 *
 * @param from the moment the report begins, usually that of a fault
 * @param samples in the order they ended
 * @param uplinks to tell which carried them
 */
public record MeterReport(Stamp from, List<Sample> samples, List<LabUplink> uplinks) {
    /** Copies the lists. */
    public MeterReport {
        samples = List.copyOf(samples);
        uplinks = List.copyOf(uplinks);
    }

    /** Those of one family only. */
    public MeterReport of(Family family) {
        return new MeterReport(
                from,
                samples.stream().filter(sample -> sample.family() == family).toList(),
                uplinks);
    }

    /** All connections. */
    public int total() {
        return samples.size();
    }

    /** Those without an answer in time. */
    public int failed() {
        return (int) samples.stream().filter(Sample::failed).count();
    }

    /** From the report's beginning to the start of the last connection that failed; zero if none did. */
    public Duration outage() {
        return samples.stream()
                .filter(Sample::failed)
                .map(sample -> from.until(sample.start()))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** Connections carried, by uplink name, all uplinks in their order. */
    public Map<String, Integer> carried() {
        var counts = new LinkedHashMap<String, Integer>();
        uplinks.forEach(uplink -> counts.put(uplink.name(), 0));
        for (Sample sample : samples) {
            uplinkOf(sample).ifPresent(uplink -> counts.merge(uplink.name(), 1, Integer::sum));
        }
        return counts;
    }

    /** Share of the answered connections that an uplink carried, from 0 to 1; 0 if none was answered. */
    public double share(LabUplink uplink) {
        int answered = total() - failed();
        return answered == 0 ? 0 : carried().getOrDefault(uplink.name(), 0) / (double) answered;
    }

    /** Which uplink carried a connection; none if it failed or left with an address of no uplink. */
    public Optional<LabUplink> uplinkOf(Sample sample) {
        return uplinks.stream().filter(uplink -> uplink.owns(sample.source())).findFirst();
    }

    /** Why connections failed, with how often. */
    public Map<String, Integer> failures() {
        var reasons = new LinkedHashMap<String, Integer>();
        samples.stream().filter(Sample::failed).forEach(sample -> reasons.merge(sample.failure(), 1, Integer::sum));
        return reasons;
    }
}

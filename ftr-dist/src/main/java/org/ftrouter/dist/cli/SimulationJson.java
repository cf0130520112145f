// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.simulate.Replay;

/** What was simulated, for programs: schemas {@code ftr.forecast/1} and {@code ftr.replay/1}. Pure. */
final class SimulationJson {
    private static final Gson GSON =
            new GsonBuilder().disableHtmlEscaping().setPrettyPrinting().create();

    private SimulationJson() {}

    static String text(JsonObject json) {
        return GSON.toJson(json);
    }

    static JsonObject forecast(Path file, long seed, Forecast.Figures figures) {
        var json = new JsonObject();
        json.addProperty("schema", "ftr.forecast/1");
        json.addProperty("config", file.toString());
        json.addProperty("seed", seed);
        json.addProperty("uplink_days", figures.days());
        json.add("failovers", array(figures.failovers(), SimulationJson::failovers));
        json.addProperty("trials", figures.trials());
        json.add("uplinks", array(figures.lines(), SimulationJson::line));
        return json;
    }

    private static JsonObject failovers(Forecast.Failovers failovers) {
        var json = new JsonObject();
        json.addProperty("loss_ratio", failovers.percent() / 100);
        json.addProperty("a_year_at_most", failovers.aYear());
        json.addProperty("seen", failovers.seen());
        return json;
    }

    private static JsonObject line(Forecast.Line line) {
        JsonObject json = path(line.path());
        json.addProperty("detection_median_seconds", seconds(line.median()));
        json.addProperty("detection_p99_seconds", seconds(line.most()));
        json.addProperty("bytes_a_month", Math.round(line.bytesAMonth()));
        return json;
    }

    static JsonObject replay(Path folder, Replay past, long questions, Map<Path, List<Replay.Change>> others) {
        var json = new JsonObject();
        json.addProperty("schema", "ftr.replay/1");
        json.addProperty("history", folder.toString());
        json.addProperty("covered_seconds", past.covered().toSeconds());
        json.addProperty("questions", questions);
        json.add("then", array(past.then(), SimulationJson::change));
        json.add("with", array(others.entrySet(), other -> {
            var with = new JsonObject();
            with.addProperty("config", other.getKey().toString());
            with.add("changes", array(other.getValue(), SimulationJson::change));
            return with;
        }));
        return json;
    }

    private static JsonObject change(Replay.Change change) {
        var json = new JsonObject();
        json.addProperty(
                "at",
                Instant.ofEpochMilli(change.at())
                        .atZone(ZoneId.systemDefault())
                        .truncatedTo(ChronoUnit.MILLIS)
                        .toOffsetDateTime()
                        .toString());
        json.add("from", array(change.from(), SimulationJson::path));
        json.add("to", array(change.to(), SimulationJson::path));
        return json;
    }

    private static JsonObject path(PathId id) {
        var json = new JsonObject();
        json.addProperty("name", id.uplink());
        json.addProperty("family", id.family().toString());
        return json;
    }

    private static <T> JsonArray array(Iterable<T> values, Function<T, ? extends JsonElement> one) {
        var array = new JsonArray();
        values.forEach(value -> array.add(one.apply(value)));
        return array;
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}

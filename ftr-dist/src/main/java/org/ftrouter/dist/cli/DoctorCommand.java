// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist.cli;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ftrouter.dist.doctor.Doctor;
import org.ftrouter.dist.doctor.Finding;
import org.ftrouter.dist.doctor.Finding.Level;
import org.ftrouter.dist.doctor.Machine;
import org.ftrouter.dist.doctor.Patient;
import org.ftrouter.engine.text.Messages;
import picocli.CommandLine.Command;

/** {@code ftr doctor}: what on this machine would get in our way, each with its remedy. Changes nothing. */
@Command(name = "doctor")
final class DoctorCommand extends Subcommand implements PrintsJson {
    @Override
    public Integer call() throws Exception {
        Map<String, List<Finding>> findings;
        try (Setup setup = Setup.of(options().config(), options())) {
            findings = Doctor.examine(new Patient(
                    new Machine(Path.of("/")),
                    options().config(),
                    setup.valid(),
                    setup.warnings(),
                    options().socket(),
                    setup.catalog().plugins()));
        }
        var screen = new DoctorScreen(terminal().texts());
        terminal().out().print(options().json() ? json(findings, screen) : screen.print(findings));
        boolean sick = findings.values().stream().flatMap(List::stream).anyMatch(f -> f.level() == Level.PROBLEM);
        return sick ? Exit.FAILED : Exit.OK;
    }

    private static String json(Map<String, List<Finding>> findings, DoctorScreen screen) {
        var list = new JsonArray();
        findings.forEach((check, found) -> found.forEach(finding -> {
            var one = new JsonObject();
            one.addProperty("check", check);
            one.addProperty("level", finding.level().name().toLowerCase(Locale.ROOT));
            one.addProperty("code", finding.code());
            var facts = new JsonObject();
            finding.facts().forEach(facts::addProperty);
            one.add("facts", facts);
            one.addProperty("text", screen.text(finding));
            one.addProperty("remedy", screen.remedy(finding));
            list.add(one);
        }));
        var checks = new JsonArray();
        findings.keySet().forEach(checks::add);
        var answer = new JsonObject();
        answer.addProperty("schema", "ftr.doctor/1");
        answer.add("checks", checks);
        answer.add("findings", list);
        return new GsonBuilder()
                        .disableHtmlEscaping()
                        .setPrettyPrinting()
                        .create()
                        .toJson(answer) + "\n";
    }

    /** The findings' texts, which stand beside their checks. */
    static Messages texts(String language) {
        return Messages.of(Doctor.class, language);
    }
}

// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe.dns;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.ftrouter.api.Settings;
import org.ftrouter.probe.Endpoint;
import org.ftrouter.probe.Wording;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * What is asked, and what answer is right.
 *
 * @param record the question
 * @param noSuchName whether the answer must be that there is no such name
 * @param addresses one of these must be in the answer; empty: any record of the type will do
 */
record DnsQuestion(Record record, boolean noSuchName, Set<InetAddress> addresses) {

    /** Reads it; what is wrong becomes a problem of the settings. */
    static DnsQuestion of(Settings settings, String name, String type, List<String> expected) {
        int number = Type.value(type.toUpperCase(Locale.ROOT));
        if (number < 0 || Type.isRR(number) == false) {
            settings.problem("record", "is '" + type + "', not a type of DNS record, such as A, AAAA, NS, TXT");
            number = Type.A;
        }
        boolean noSuchName = expected.equals(List.of("nxdomain"));
        var addresses = new HashSet<InetAddress>();
        if (!noSuchName && !expected.equals(List.of("any"))) {
            for (String text : expected) {
                Optional<InetAddress> address = Endpoint.address(text);
                address.ifPresent(addresses::add);
                if (address.isEmpty()) {
                    settings.problem("expect", "is '" + text + "', which is neither 'any', 'nxdomain' nor an address");
                }
            }
            if (number != Type.A && number != Type.AAAA) {
                settings.problem("expect", "is an address, which is not in the answer to a question for " + type);
            }
        }
        return new DnsQuestion(Record.newRecord(name(settings, name), number, DClass.IN), noSuchName, addresses);
    }

    private static Name name(Settings settings, String text) {
        try {
            return Name.fromString(text, Name.root);
        } catch (TextParseException e) {
            settings.problem("name", "is '" + text + "', not a domain name: " + e.getMessage());
            return Name.root;
        }
    }

    /** What is wrong with an answer; empty if it is right. */
    Optional<String> objection(Message answer) {
        int rcode = answer.getRcode();
        if (rcode != (noSuchName ? Rcode.NXDOMAIN : Rcode.NOERROR)) {
            return Optional.of("the answer for " + record.getName() + " is " + Rcode.string(rcode)
                    + (noSuchName ? ", although there is no such name: a captive portal?" : ""));
        }
        List<Record> found = answer.getSection(Section.ANSWER).stream()
                .filter(r -> r.getType() == record.getType())
                .toList();
        if (noSuchName || (addresses.isEmpty() && !found.isEmpty())) {
            return Optional.empty();
        }
        if (found.isEmpty()) {
            return Optional.of(
                    "the answer for " + record.getName() + " holds no " + Type.string(record.getType()) + " record");
        }
        boolean right = found.stream()
                .map(DnsQuestion::address)
                .flatMap(Optional::stream)
                .anyMatch(addresses::contains);
        return right
                ? Optional.empty()
                : Optional.of("the answer for " + record.getName() + " is "
                        + Wording.safe(found.get(0).rdataToString()) + ", which was not expected: a captive portal?");
    }

    private static Optional<InetAddress> address(Record record) {
        if (record instanceof ARecord a) {
            return Optional.of(a.getAddress());
        }
        return record instanceof AAAARecord aaaa ? Optional.of(aaaa.getAddress()) : Optional.empty();
    }
}

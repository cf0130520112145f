// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.ftrouter.api.testkit.TestPath;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class DnsClientTest {
    private final Message query = Message.newQuery(question("www.example.org."));

    private static Record question(String name) {
        return Record.newRecord(Name.fromConstantString(name), Type.A, DClass.IN);
    }

    private Message answer() {
        return DnsServer.response(query, TestPath.address("192.0.2.80"));
    }

    @Test
    void aResponseWithTheIdentifierAndTheQuestionIsTakenInWhateverCaseItIsWritten() {
        Message lowered = answer();
        Message shouted = answer();
        shouted.removeAllRecords(Section.QUESTION);
        shouted.addRecord(question("WWW.EXAMPLE.ORG."), Section.QUESTION);

        assertThat(DnsClient.response(lowered.toWire(), query)).isPresent();
        assertThat(DnsClient.response(shouted.toWire(), query)).isPresent();
    }

    @Test
    void anotherIdentifierAnotherQuestionNoQuestionAndAQueryAreNotTaken() {
        Message otherId = answer();
        otherId.getHeader().setID(query.getHeader().getID() ^ 0x8000);
        Message other = answer();
        other.removeAllRecords(Section.QUESTION);
        Message none = other.clone();
        other.addRecord(question("www.example.com."), Section.QUESTION);
        Message notResponse = answer();
        notResponse.getHeader().unsetFlag(Flags.QR);

        for (Message message : new Message[] {otherId, other, none, notResponse, query}) {
            assertThat(DnsClient.response(message.toWire(), query)).isEmpty();
        }
    }

    @Test
    void bytesOfAnyKindNeverThrowAndAreNeverTakenWithoutTheIdentifier() {
        var random = new SplittableRandom(11);
        byte[] right = answer().toWire();
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = i % 2 == 0 ? new byte[random.nextInt(200)] : Arrays.copyOf(right, random.nextInt(80));
            if (i % 2 == 0) {
                random.nextBytes(bytes);
            }
            for (int flips = random.nextInt(8); flips > 0 && bytes.length > 0; flips--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            boolean identified = bytes.length >= 2 && bytes[0] == right[0] && bytes[1] == right[1];

            boolean taken = DnsClient.response(bytes, query).isPresent();

            assertThat(taken && !identified).isFalse();
        }
    }
}

// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.ftrouter.api.Secret;

/** Proves that a body is ours: {@code sha256=} and its HMAC-SHA256 in hexadecimal digits, in a header. */
final class Signature {
    private final String header;
    private final Secret key;

    Signature(String header, Secret key) {
        this.header = header;
        this.key = key;
    }

    String header() {
        return header;
    }

    String of(byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}

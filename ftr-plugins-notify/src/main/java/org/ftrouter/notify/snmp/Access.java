// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.notify.snmp;

import java.util.Optional;
import org.ftrouter.api.Secret;
import org.jspecify.annotations.Nullable;
import org.snmp4j.security.AuthHMAC128SHA224;
import org.snmp4j.security.AuthHMAC192SHA256;
import org.snmp4j.security.AuthHMAC384SHA512;
import org.snmp4j.security.AuthSHA;
import org.snmp4j.security.PrivAES128;
import org.snmp4j.security.PrivAES256;
import org.snmp4j.smi.OID;

/**
 * Who we are to the receiver.
 *
 * @param version 2c or 3
 * @param community of 2c
 * @param user of 3
 * @param auth how its messages are signed, with which password
 * @param priv how they are encrypted, with which password
 */
record Access(
        Version version,
        Secret community,
        String user,
        Auth auth,
        Optional<Secret> authPassword,
        Priv priv,
        Optional<Secret> privPassword) {

    enum Version {
        V2C,
        V3
    }

    enum Auth {
        NONE,
        SHA1,
        SHA224,
        SHA256,
        SHA512;

        @Nullable
        OID id() {
            return switch (this) {
                case NONE -> null;
                case SHA1 -> AuthSHA.ID;
                case SHA224 -> AuthHMAC128SHA224.ID;
                case SHA256 -> AuthHMAC192SHA256.ID;
                case SHA512 -> AuthHMAC384SHA512.ID;
            };
        }
    }

    enum Priv {
        NONE,
        AES128,
        AES256;

        @Nullable
        OID id() {
            return switch (this) {
                case NONE -> null;
                case AES128 -> PrivAES128.ID;
                case AES256 -> PrivAES256.ID;
            };
        }
    }
}

// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.ftrouter.api.Family;

/**
 * The kernel's sets of addresses that rules of iptables look into and fill (those of the program {@code ipset}), of the
 * network namespace of the thread that opened it. Not for several threads at once. Needs CAP_NET_ADMIN, and the kernel's
 * {@code ip_set}, which it loads by itself.
 */
public final class IpSets implements AutoCloseable {
    /** Pairs of addresses: of networks, as there is no type for addresses alone. */
    public static final String PAIRS = "hash:net,net";

    private static final int SUBSYSTEM = 6 << 8;
    private static final int CREATE = SUBSYSTEM | 2;
    private static final int DESTROY = SUBSYSTEM | 3;
    private static final int LIST = SUBSYSTEM | 7;
    private static final int TYPE = SUBSYSTEM | 13;

    private static final int PROTOCOL = 1;
    private static final int SET_NAME = 2;
    private static final int TYPE_NAME = 3;
    private static final int REVISION = 4;
    private static final int FAMILY = 5;
    private static final int FLAGS = 6;
    private static final int DATA = 7;
    private static final int REVISION_MIN = 10;

    private static final int BIG_ENDIAN = 0x4000;
    private static final int TIMEOUT = 6 | BIG_ENDIAN;
    private static final int MOST = 19 | BIG_ENDIAN;
    private static final int NAMES_ALONE = 2;

    /** {@code nfgenmsg}. */
    private static final int HEAD = 4;

    private static final int UNKNOWN_TYPE = 4098;
    private static final int IN_USE = 4100;

    private final NetlinkDialogue kernel;

    private IpSets(NetlinkDialogue kernel) {
        this.kernel = kernel;
    }

    /** Opens a socket. */
    public static IpSets open() throws IOException {
        return new IpSets(new NetlinkDialogue(NetlinkChannel.open(NetlinkChannel.NETFILTER, 0)));
    }

    /** Whether the kernel has sets of a type, such as {@code hash:net,net}. */
    public boolean knows(String type) throws IOException {
        try {
            revision(type, Family.IPV4);
            return true;
        } catch (LinuxException e) {
            if (e.errno() == UNKNOWN_TYPE || e.errno() == LinuxException.EINVAL) { // that type; sets at all
                return false;
            }
            throw e;
        }
    }

    /** The oldest form of the type that the kernel still has: there, nothing is different for us in later ones. */
    private int revision(String type, Family family) throws IOException {
        byte[] question = head().attribute(TYPE_NAME, text(type))
                .attribute8(FAMILY, family.number())
                .toBytes();
        NetlinkAttributes answer = NetlinkAttributes.after(
                HEAD, kernel.ask(TYPE, question, "type of set", type).payload());
        return answer.u8(REVISION_MIN, answer.u8(REVISION, 0));
    }

    /**
     * Makes an empty set, unless it is there. What is entered stays for ever unless a time is given with it.
     *
     * @param name at most 31 bytes
     * @param most how many entries it takes
     * @throws LinuxException with {@code EEXIST} if there is one of that name that is not the same
     */
    public void create(String name, String type, Family family, int most) throws IOException {
        var data = new NetlinkWriter().attribute(TIMEOUT, big(0)).attribute(MOST, big(most));
        byte[] request = head().attribute(SET_NAME, text(name))
                .attribute(TYPE_NAME, text(type))
                .attribute8(REVISION, revision(type, family))
                .attribute8(FAMILY, family.number())
                .attribute(DATA | Ctnetlink.NESTED, data)
                .toBytes();
        kernel.request(new NetlinkMessage(CREATE, NetlinkMessage.CREATE, 0, request), "create set", name);
    }

    /** The names of all sets. */
    public Set<String> names() throws IOException {
        byte[] question = head().attribute(FLAGS | BIG_ENDIAN, big(NAMES_ALONE)).toBytes();
        var names = new TreeSet<String>();
        for (NetlinkMessage found : kernel.dump(LIST, LIST, question, "sets")) {
            names.add(NetlinkAttributes.after(HEAD, found.payload()).text(SET_NAME));
        }
        return names;
    }

    /** Removes a set with all that is in it; false if rules use it. One that is not there is removed already. */
    public boolean destroy(String name) throws IOException {
        byte[] request = head().attribute(SET_NAME, text(name)).toBytes();
        try {
            kernel.request(new NetlinkMessage(DESTROY, 0, 0, request), "destroy set", name);
        } catch (LinuxException e) {
            if (e.errno() == IN_USE) {
                return false;
            }
            if (e.errno() != LinuxException.ENOENT) {
                throw e;
            }
        }
        return true;
    }

    private static NetlinkWriter head() {
        return new NetlinkWriter().u8(Family.IPV4.number()).u8(0).u16(0).attribute8(PROTOCOL, 6);
    }

    private static byte[] text(String text) {
        return (text + '\0').getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] big(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    @Override
    public void close() {
        kernel.close();
    }
}

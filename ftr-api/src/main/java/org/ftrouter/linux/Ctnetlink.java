// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

/** Numbers of the kernel's connection tracking over netlink: {@code linux/netfilter/nfnetlink_conntrack.h}. */
final class Ctnetlink {
    private static final int SUBSYSTEM = 1 << 8;

    static final int NEW = SUBSYSTEM;
    static final int GET = SUBSYSTEM | 1;
    static final int DELETE = SUBSYSTEM | 2;

    /** {@code nfgenmsg}: family, version 0, resource 0. */
    static final int HEAD = 4;

    static final int CTA_TUPLE_ORIG = 1;
    static final int CTA_TUPLE_REPLY = 2;
    static final int CTA_STATUS = 3;
    static final int CTA_PROTOINFO = 4;
    static final int CTA_MARK = 8;
    static final int CTA_MARK_MASK = 21;

    /** In an attribute's type: its value is made of attributes. */
    static final int NESTED = 0x8000;

    static final int CTA_TUPLE_IP = 1;
    static final int CTA_TUPLE_PROTO = 2;
    static final int CTA_IP_V4_SRC = 1;
    static final int CTA_IP_V4_DST = 2;
    static final int CTA_IP_V6_SRC = 3;
    static final int CTA_IP_V6_DST = 4;
    static final int CTA_PROTO_NUM = 1;
    static final int CTA_PROTOINFO_TCP = 1;
    static final int CTA_PROTOINFO_TCP_STATE = 1;

    /** {@code IPS_OFFLOAD} and {@code IPS_HW_OFFLOAD} in a connection's status. */
    static final int STATUS_OFFLOADED = 1 << 14 | 1 << 15;

    private Ctnetlink() {}
}

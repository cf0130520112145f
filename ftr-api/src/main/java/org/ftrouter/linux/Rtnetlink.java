// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.linux;

/** The numbers of {@code linux/rtnetlink.h}, {@code if_link.h}, {@code if_addr.h} and {@code fib_rules.h} in use here. */
final class Rtnetlink {
    static final int NEW_LINK = 16;
    static final int DELETE_LINK = 17;
    static final int GET_LINK = 18;
    static final int NEW_ADDRESS = 20;
    static final int DELETE_ADDRESS = 21;
    static final int GET_ADDRESS = 22;
    static final int NEW_ROUTE = 24;
    static final int DELETE_ROUTE = 25;
    static final int GET_ROUTE = 26;
    static final int NEW_RULE = 32;
    static final int DELETE_RULE = 33;
    static final int GET_RULE = 34;

    static final int LINK_HEAD = 16;
    static final int IFLA_IFNAME = 3;
    static final int IFLA_STATS64 = 23;
    static final int IFF_UP = 0x1;
    static final int IFF_POINTOPOINT = 0x10;
    static final int IFF_NOARP = 0x80;
    static final int IFF_LOWER_UP = 0x10000;

    static final int ADDRESS_HEAD = 8;
    static final int IFA_ADDRESS = 1;
    static final int IFA_LOCAL = 2;
    static final int IFA_FLAGS = 8;
    static final int IFA_F_TEMPORARY = 0x01; // "secondary" in IPv4
    static final int IFA_F_OPTIMISTIC = 0x04;
    static final int IFA_F_DADFAILED = 0x08;
    static final int IFA_F_DEPRECATED = 0x20;
    static final int IFA_F_TENTATIVE = 0x40;

    static final int ROUTE_HEAD = 12;
    static final int RTA_DST = 1;
    static final int RTA_OIF = 4;
    static final int RTA_GATEWAY = 5;
    static final int RTA_PRIORITY = 6;
    static final int RTA_PREFSRC = 7;
    static final int RTA_MULTIPATH = 9;
    static final int RTA_FLOW = 11;
    static final int RTA_CACHEINFO = 12;
    static final int RTA_TABLE = 15;
    static final int RTA_VIA = 18;
    static final int RTA_PREF = 20;
    static final int RTA_NH_ID = 30;
    static final int RTM_F_CLONED = 0x200;
    static final int NEXT_HOP_HEAD = 8;

    static final int RULE_HEAD = 12;
    static final int FRA_SRC = 2;
    static final int FRA_PRIORITY = 6;
    static final int FRA_FWMARK = 10;
    static final int FRA_SUPPRESS_PREFIXLEN = 14;
    static final int FRA_TABLE = 15;
    static final int FRA_FWMASK = 16;
    static final int FRA_PROTOCOL = 21;

    static final int NEW_NEXTHOP = 104;
    static final int DELETE_NEXTHOP = 105;
    static final int GET_NEXTHOP = 106;

    static final int NEXTHOP_HEAD = 8;
    static final int NHA_ID = 1;
    static final int NHA_GROUP = 2;
    static final int NHA_GROUP_TYPE = 3;
    static final int NHA_OIF = 5;
    static final int NHA_GATEWAY = 6;
    static final int NHA_RES_GROUP = 12;
    static final int NHA_RES_GROUP_BUCKETS = 1;
    static final int NHA_RES_GROUP_IDLE = 2;

    /** Event groups as bits: links, addresses, routes and rules of both families. */
    static final int GROUPS = 0x1 | 0x10 | 0x40 | 0x80 | 0x100 | 0x400 | 0x40000;

    private Rtnetlink() {}
}

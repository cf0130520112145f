// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.route.iptables;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.ftrouter.api.Family;
import org.ftrouter.linux.LinuxException;

/** A kernel's sets, with what it refuses. */
final class FakeSets implements PairSets.Kernel {
    final Set<String> names = new TreeSet<>();
    final List<String> calls = new ArrayList<>();
    boolean pairs = true;
    int refusal;
    int timesInUse;

    private void call(String text) throws IOException {
        calls.add(text);
        if (refusal != 0) {
            throw new LinuxException(text, "", refusal);
        }
    }

    @Override
    public boolean knowsPairs() throws IOException {
        call("knows");
        return pairs;
    }

    @Override
    public void create(String name, Family family) throws IOException {
        call("create " + name + " " + family);
        names.add(name);
    }

    @Override
    public Set<String> names() throws IOException {
        call("names");
        return new TreeSet<>(names);
    }

    @Override
    public boolean destroy(String name) throws IOException {
        call("destroy " + name);
        return timesInUse-- <= 0 && names.remove(name);
    }
}

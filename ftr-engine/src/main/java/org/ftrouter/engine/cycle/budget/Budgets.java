// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.cycle.budget;

import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.notify.Severity;
import org.ftrouter.engine.config.BudgetConfig;
import org.ftrouter.engine.config.UplinkConfig;
import org.ftrouter.engine.cycle.Moment;
import org.ftrouter.engine.cycle.PathId;
import org.ftrouter.engine.cycle.notify.UplinkEvent;
import org.ftrouter.linux.NetworkLink;
import org.jspecify.annotations.Nullable;

/**
 * Counts what uplinks with a budget carry, by the counters of their interfaces, and lowers the priority of those whose
 * budget is spent until their month is over. Belongs to the engine thread.
 */
public final class Budgets {
    private static final Duration RHYTHM = Duration.ofSeconds(1);
    private static final Duration SAVED_EVERY = Duration.ofMinutes(1);

    /** A machine without a battery starts in the past, and soon hears what time it is. After so long, the clock is right. */
    private static final Duration CLOCK_BELIEVED = Duration.ofHours(24);

    private static final double NEARLY = 0.8;
    private static final int NOTHING = 0;
    private static final int NEAR = 1;
    private static final int SPENT = 2;

    private final Map<String, BudgetConfig> configs = new LinkedHashMap<>();
    private final Map<String, Uplink> uplinks = new LinkedHashMap<>();
    private final Map<String, Account> accounts = new LinkedHashMap<>();
    private final @Nullable BudgetFile file;
    private final InstantSource wall;
    private final ZoneId zone;
    private final String boot;
    private Map<String, Integer> lowered = Map.of();
    private @Nullable Moment counted;
    private @Nullable Moment saved;
    private @Nullable Moment doubted;
    private boolean told;

    /** None. */
    public static Budgets none() {
        return new Budgets(List.of(), null, InstantSource.system(), ZoneId.systemDefault(), "", null);
    }

    /**
     * Budgets of uplinks.
     *
     * @param file where accounts outlive this run; without, they do not
     * @param wall what date it is, in the zone
     * @param boot what tells one start of the machine from another
     * @param before those that these take the place of
     */
    public Budgets(
            List<UplinkConfig> uplinks,
            @Nullable BudgetFile file,
            InstantSource wall,
            ZoneId zone,
            String boot,
            @Nullable Budgets before) {
        this.file = file;
        this.wall = wall;
        this.zone = zone;
        this.boot = boot;
        for (UplinkConfig one : uplinks) {
            one.budget().ifPresent(budget -> {
                configs.put(one.uplink().name(), budget);
                this.uplinks.put(one.uplink().name(), one.uplink());
            });
        }
        if (before != null && !before.configs.isEmpty()) {
            accounts.putAll(before.accounts);
            doubted = before.doubted;
        } else if (file != null && !configs.isEmpty()) {
            accounts.putAll(file.read());
        }
    }

    /** Counts, if it is time; returns what is to be told. */
    public List<UplinkEvent> count(Function<String, Optional<NetworkLink>> links, Moment now) {
        if (configs.isEmpty() || (counted != null && now.since(counted).compareTo(RHYTHM) < 0)) {
            return List.of();
        }
        counted = now;
        LocalDate today = wall.instant().atZone(zone).toLocalDate();
        boolean clockRight = believes(today, now);
        var events = new ArrayList<UplinkEvent>();
        var spent = new LinkedHashMap<String, Integer>();
        configs.forEach((name, config) -> {
            LocalDate month = Month.begin(today, config.fromDay());
            Account known = accounts.getOrDefault(name, Account.from(month));
            Account begun = clockRight && known.isAhead(today) ? known.movedTo(month) : known;
            Account account = links.apply(uplink(name).device())
                    .map(link -> begun.counted(link, boot))
                    .orElse(begun)
                    .in(month);
            int level = level(account, config);
            if (level > account.told()) {
                events.add(event(name, level == SPENT ? "uplink.budget-spent" : "uplink.budget-nearly-spent", account));
            } else if (level < account.told()) {
                events.add(event(name, "uplink.budget-renewed", account));
            }
            accounts.put(name, account.told(level));
            if (level == SPENT) {
                spent.put(name, config.prioritySpent());
            }
        });
        lowered = lowered.equals(spent) ? lowered : Map.copyOf(spent);
        save(!events.isEmpty(), now);
        return events;
    }

    /** Whether the clock is right and not an account that is ahead of it: else a month begun in 2038 would last till then. */
    private boolean believes(LocalDate today, Moment now) {
        boolean ahead = configs.keySet().stream()
                .map(accounts::get)
                .anyMatch(account -> account != null && account.isAhead(today));
        Moment since = doubted == null ? now : doubted;
        doubted = ahead ? since : null;
        return now.since(since).compareTo(CLOCK_BELIEVED) >= 0;
    }

    private static int level(Account account, BudgetConfig config) {
        if (account.used() >= config.monthly()) {
            return SPENT;
        }
        return account.used() >= NEARLY * config.monthly() ? NEAR : NOTHING;
    }

    /** What is told is noted a turn later: who is killed in between tells it again, rather than never. */
    private void save(boolean news, Moment now) {
        boolean due = told || saved == null || now.since(saved).compareTo(SAVED_EVERY) >= 0;
        told = news;
        if (file != null && due && !news) {
            saved = now;
            file.write(Map.copyOf(accounts));
        }
    }

    /** Has everything written; the file is closed by whoever made it. */
    public void save() {
        if (file != null && !configs.isEmpty()) {
            file.write(Map.copyOf(accounts));
        }
    }

    private UplinkEvent event(String name, String kind, Account account) {
        PathId path = new PathId(
                name, uplink(name).families().stream().sorted().findFirst().orElseThrow());
        BudgetConfig config = config(name);
        boolean begins = !kind.equals("uplink.budget-renewed");
        boolean spent = kind.equals("uplink.budget-spent");
        Map<String, Object> facts = Map.of(
                "used", size(account.used()),
                "limit", size(config.monthly()),
                "until", Month.end(account.begin(), config.fromDay()).toString(),
                "priority", config.prioritySpent());
        return new UplinkEvent(path, "budget", kind, spent ? Severity.WARNING : Severity.NOTICE, begins, facts);
    }

    /** Bytes for people. */
    public static String size(long bytes) {
        double size = bytes;
        String[] units = {"B", "kB", "MB", "GB", "TB"};
        int unit = 0;
        while (size >= 1000 && unit < units.length - 1) {
            size /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 || size >= 100 ? "%.0f %s" : "%.1f %s", size, units[unit]);
    }

    /** The priorities of uplinks whose budget is spent; the same object until they change. */
    public Map<String, Integer> lowered() {
        return lowered;
    }

    /** How the budget of an uplink stands; empty if it has none. */
    public Optional<BudgetState> of(String uplink) {
        return Optional.ofNullable(configs.get(uplink))
                .flatMap(config -> Optional.ofNullable(accounts.get(uplink))
                        .map(account -> new BudgetState(
                                account.used(),
                                config.monthly(),
                                account.begin(),
                                Month.end(account.begin(), config.fromDay()),
                                lowered.containsKey(uplink))));
    }

    private Uplink uplink(String name) {
        return Objects.requireNonNull(uplinks.get(name));
    }

    private BudgetConfig config(String name) {
        return Objects.requireNonNull(configs.get(name));
    }
}

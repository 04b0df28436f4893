package io.switchhook.cli.pbx;

import io.switchhook.cli.config.ServiceConfig;
import io.switchhook.cli.console.CommandEnd;
import io.switchhook.cli.console.ExitCode;
import io.switchhook.cli.report.Reports;
import io.switchhook.pbx.Pbx;
import io.switchhook.services.ServiceOutcome;
import io.switchhook.services.Services;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** What answers at numbers of the PBX while it runs; without any there is no phone for them. */
final class RunningServices implements AutoCloseable {
    private final Optional<Services> services;

    private RunningServices(Optional<Services> services) {
        this.services = services;
    }

    static RunningServices open(Pbx pbx, List<ServiceConfig> wanted, Reports reports) throws CommandEnd {
        if (wanted.isEmpty()) {
            return new RunningServices(Optional.empty());
        }
        Services services;
        try {
            services = Services.of(pbx);
        } catch (UncheckedIOException e) {
            throw new CommandEnd(ExitCode.NO_NETWORK, String.valueOf(e.getMessage()));
        }
        try {
            for (var config : wanted) {
                open(services, config, reports);
            }
            return new RunningServices(Optional.of(services));
        } catch (CommandEnd e) {
            services.close();
            throw e;
        }
    }

    private static void open(Services services, ServiceConfig config, Reports reports) throws CommandEnd {
        var outcome = services.open(config.number(), config.build(reports)).join();
        if (outcome instanceof ServiceOutcome.NotPossible refused) {
            throw CommandEnd.usage("Nothing can answer at " + config.number() + ": " + refused.reason());
        }
    }

    /** Where something answers. */
    List<String> numbers() {
        return services.map(Services::numbers).orElse(List.of()).stream()
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        services.ifPresent(Services::close);
    }
}

package io.switchhook.cli.config;

import io.switchhook.cli.report.Reports;
import io.switchhook.services.Service;

/** A section of the file of settings that says what answers at a number of the PBX. */
public interface ServiceConfig {

    /** What is dialled to reach it. */
    String number();

    /** A new one, to be opened once; what happens in it is told. */
    Service build(Reports reports);
}

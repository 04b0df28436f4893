package io.switchhook.cli;

import io.switchhook.services.Service;

/** A section of the file of settings that says what answers at a number of the PBX. */
interface ServiceConfig {

    /** What is dialled to reach it. */
    String number();

    /** A new one, to be opened once; what happens in it is told. */
    Service build(Reports reports);
}

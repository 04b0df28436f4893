/** The options that commands share: the account, whom to trust, codecs and encryption, ICE, sound and what is recorded. */
package io.switchhook.cli.option;

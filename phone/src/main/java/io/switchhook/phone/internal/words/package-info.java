/** What is told to people: how a session ended, in the words of the phone. */
package io.switchhook.phone.internal.words;

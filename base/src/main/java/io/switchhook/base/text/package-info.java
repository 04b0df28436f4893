/** Text that came from outside: places found in it, and made safe to show. */
package io.switchhook.base.text;

/** Text that came from outside, made safe to show. */
package io.switchhook.base.text;

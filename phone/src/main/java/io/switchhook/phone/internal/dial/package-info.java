/** What is dialled: from what a person writes to a URI, and where a redirected call goes next. */
package io.switchhook.phone.internal.dial;

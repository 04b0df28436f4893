package io.switchhook.phone;

/** A report on the way: what the other side hears from the transfer target, 180 while it rings. */
public record TransferProgress(Call call, int status, String reason) {}

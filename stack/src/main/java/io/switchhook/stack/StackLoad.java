package io.switchhook.stack;

/** What a stack holds at one moment; all zero when its calls and their last retransmissions are over. */
public record StackLoad(int clientTransactions, int serverTransactions, int dialogs, int armedAlarms) {

    public boolean isEmpty() {
        return clientTransactions == 0 && serverTransactions == 0 && dialogs == 0 && armedAlarms == 0;
    }
}

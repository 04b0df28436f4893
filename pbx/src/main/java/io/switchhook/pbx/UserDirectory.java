package io.switchhook.pbx;

import io.switchhook.sip.core.auth.Secret;
import java.util.Optional;

/**
 * The users of a PBX where the program keeps them itself, in a database for one. Extensions that the PBX has been given by name go before; for all other names it asks here.
 *
 * <p>Called off the loop, each look-up on a lane of its own and up to 16 at once: it may block and take time, ten seconds at most. The same name is not asked for twice at once.
 * What it finds is kept for as long as {@link Pbx.Builder#users} says, and lets a user in again meanwhile without another look-up; credentials that do not fit are never refused
 * on what is kept, but looked up anew. Thus a refusal costs one look-up, whether there is such a user or not, and a changed password holds at once.
 *
 * <p>A database that fails is not a wrong password: the telephone is answered 500 when this throws, and 503 when it takes too long or too many wait for it, with Retry-After
 * (RFC 3261 §21.5.1, §21.5.4).
 */
@FunctionalInterface
public interface UserDirectory {

    /**
     * The secret of a user.
     *
     * @param number the name that somebody logs in with or dials: letters, digits and {@code - _ . + * #}
     * @param realm that of the PBX, which a hash has to be made for (RFC 7616 §3.4.2)
     * @return empty when there is no such user; should take the same time as for one that there is
     * @throws Exception when nobody can say now; told as {@link PbxEvent.DirectoryFailed}
     */
    Optional<Secret> find(String number, String realm) throws Exception;
}

package io.switchhook.pbx;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who is in a conference that the program holds at a number of the PBX: {@link PbxExtensions#showConference}. Names and numbers are not said here: the PBX knows whom it has
 * connected there, and who of them wants to be anonymous.
 *
 * @param members who is in it now, the first who came first
 * @param locked whether nobody else can come in now
 * @param limit how many may be in it; empty for no limit
 * @param watchers extensions that may see who is in it without being in it; who is in it may always
 * @param open whether every extension may see it
 */
public record PbxConference(
        List<Member> members, boolean locked, Optional<Integer> limit, Set<String> watchers, boolean open) {

    /** Nobody is there, and only who comes sees who else does. */
    public static final PbxConference EMPTY = new PbxConference(List.of(), false, Optional.empty(), Set.of(), false);

    /**
     * The other side of a call that the PBX has brought.
     *
     * @param callId the Call-ID of that call, as the program has it
     * @param muted whether nobody hears them
     * @param roles what they are in the conference, for people to read: {@code moderator}
     */
    public record Member(String callId, boolean muted, List<String> roles) {
        public Member {
            roles = List.copyOf(roles);
        }
    }

    public PbxConference {
        members = List.copyOf(members);
        watchers = Set.copyOf(watchers);
        watchers.forEach(CallTarget::extension);
        var callIds = new HashSet<String>();
        if (!members.stream().allMatch(member -> callIds.add(member.callId()))) {
            throw new IllegalArgumentException("Somebody is in the conference twice; name each call once");
        }
    }

    public PbxConference withMembers(List<Member> now) {
        return new PbxConference(now, locked, limit, watchers, open);
    }

    public PbxConference withLocked(boolean closed) {
        return new PbxConference(members, closed, limit, watchers, open);
    }

    /** @param people 1 or more */
    public PbxConference withLimit(int people) {
        return new PbxConference(members, locked, Optional.of(people), watchers, open);
    }

    /** @param extensions who may see it without being in it, the desk of a secretary for one */
    public PbxConference withWatchers(Set<String> extensions) {
        return new PbxConference(members, locked, limit, extensions, open);
    }

    /** Every extension may see who is in it. */
    public PbxConference openToAll() {
        return new PbxConference(members, locked, limit, watchers, true);
    }
}

package io.roadstead.services.identity.api;

import io.roadstead.services.identity.directory.Draft;
import io.roadstead.services.identity.directory.Grants;
import io.roadstead.services.identity.directory.Holder;
import io.roadstead.services.identity.directory.Kind;
import io.roadstead.services.identity.directory.ManagedPolicy;
import io.roadstead.services.identity.directory.Role;
import io.roadstead.services.identity.document.DocumentKind;
import io.roadstead.services.identity.document.PolicyParser;
import io.roadstead.wire.AwsException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Policies of users, of groups or of roles: written into them, attached, their boundary. A managed policy counts its
 * uses in its own record, in the same transaction, so that it can be deleted only while nobody has it.
 *
 * @param <T> of whom
 */
final class HolderPolicies<T extends Record & Holder> {
    static final int ATTACHED = 10;

    private final Parts parts;
    private final Kind<T> kind;
    private final String word;
    private final int inlineSize;

    /**
     * @param word as messages name it: {@code user}
     * @param inlineSize how many characters its inline policies may have together, white space not counted
     */
    HolderPolicies(Parts parts, Kind<T> kind, String word, int inlineSize) {
        this.parts = parts;
        this.kind = kind;
        this.word = word;
        this.inlineSize = inlineSize;
    }

    T find(String account, String name) {
        return parts.directory().find(kind, account, name).orElseThrow(() -> absent(name));
    }

    private AwsException absent(String name) {
        return Refusals.noSuchEntity("The " + word + " with name " + name + " cannot be found.");
    }

    private void change(String account, String name, UnaryOperator<Grants> change) {
        parts.directory().change(draft -> {
            T holder = own(draft, account, name);
            T changed = kind.type().cast(holder.withGrants(change.apply(holder.grants())));
            draft.put(kind, account, name, changed);
            return changed;
        });
    }

    private T own(Draft draft, String account, String name) {
        T holder = draft.read(kind, account, name).orElseThrow(() -> absent(name));
        if (holder instanceof Role role && role.isServiceLinked()) {
            throw Refusals.protectedRole(name);
        }
        return holder;
    }

    void putInline(String account, String name, String policyName, String document) {
        String policy = Constraints.name(policyName, "policyName", Constraints.POLICY_NAME);
        String text = Constraints.document(document, "policyDocument");
        parts.standings().compile(text, DocumentKind.IDENTITY);
        change(account, name, grants -> {
            Grants changed = grants.with(new Grants.Inline(policy, text));
            int size = changed.inline().stream()
                    .mapToInt(each -> PolicyParser.size(each.document()))
                    .sum();
            if (size > inlineSize) {
                throw Refusals.limitExceeded(
                        "Maximum policy size of " + inlineSize + " bytes exceeded for " + word + " " + name);
            }
            return changed;
        });
    }

    Grants.Inline inline(String account, String name, String policyName) {
        return find(account, name).grants().inline(policyName).orElseThrow(() -> noInline(policyName));
    }

    void deleteInline(String account, String name, String policyName) {
        change(account, name, grants -> {
            if (grants.inline(policyName).isEmpty()) {
                throw noInline(policyName);
            }
            return grants.without(policyName);
        });
    }

    private AwsException noInline(String policyName) {
        return Refusals.noSuchEntity("The " + word + " policy with name " + policyName + " cannot be found.");
    }

    Pages.Page<String> inlineNames(String account, String name, @Nullable String marker, @Nullable Integer maxItems) {
        List<String> names = find(account, name).grants().inline().stream()
                .map(Grants.Inline::name)
                .toList();
        return Pages.of(names, each -> each, marker, maxItems);
    }

    void attach(String account, String name, String arn) {
        Parts.requireArn(arn);
        parts.directory().change(draft -> {
            T holder = own(draft, account, name);
            if (holder.grants().attached().contains(arn)) {
                return holder;
            }
            if (holder.grants().attached().size() >= ATTACHED) {
                String whose = word.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + word.substring(1);
                throw Refusals.quota("PoliciesPer" + whose, ATTACHED);
            }
            use(draft, account, arn, 1, 0);
            T changed = kind.type().cast(holder.withGrants(holder.grants().attach(arn)));
            draft.put(kind, account, name, changed);
            return changed;
        });
    }

    void detach(String account, String name, String arn) {
        Parts.requireArn(arn);
        parts.directory().change(draft -> {
            T holder = own(draft, account, name);
            if (!holder.grants().attached().contains(arn)) {
                throw Parts.noPolicy(arn);
            }
            use(draft, account, arn, -1, 0);
            T changed = kind.type().cast(holder.withGrants(holder.grants().detach(arn)));
            draft.put(kind, account, name, changed);
            return changed;
        });
    }

    /** The ARNs, a page of them. */
    Pages.Page<String> attached(
            String account,
            String name,
            @Nullable String pathPrefix,
            @Nullable String marker,
            @Nullable Integer maxItems) {
        String prefix = pathPrefix == null ? "/" : pathPrefix;
        List<String> arns = find(account, name).grants().attached().stream()
                .filter(arn -> arn.substring(arn.indexOf(":policy/") + ":policy".length())
                        .startsWith(prefix))
                .toList();
        return Pages.of(arns, arn -> arn, marker, maxItems);
    }

    void putBoundary(String account, String name, String arn) {
        Parts.requireArn(arn);
        parts.directory().change(draft -> {
            T limited = limitedBy(draft, own(draft, account, name), arn);
            draft.put(kind, account, name, limited);
            return limited;
        });
    }

    void deleteBoundary(String account, String name) {
        parts.directory().change(draft -> {
            T holder = own(draft, account, name);
            if (holder.grants().boundary() == null) {
                throw Refusals.noSuchEntity("The " + word + " with name " + name + " has no permissions boundary.");
            }
            forgetBoundary(draft, holder);
            T changed = kind.type().cast(holder.withGrants(holder.grants().withBoundary(null)));
            draft.put(kind, account, name, changed);
            return changed;
        });
    }

    /** The holder with this boundary in place of the one it has, and the policies' counts; the caller puts it. */
    T limitedBy(Draft draft, T holder, @Nullable String arn) {
        if (arn == null || arn.isEmpty() || arn.equals(holder.grants().boundary())) {
            return holder;
        }
        forgetBoundary(draft, holder);
        use(draft, holder.entity().account(), arn, 0, 1);
        return kind.type().cast(holder.withGrants(holder.grants().withBoundary(arn)));
    }

    /** Counts the boundary's policy down, for a holder that goes or gets another. */
    void forgetBoundary(Draft draft, T holder) {
        String arn = holder.grants().boundary();
        if (arn != null) {
            use(draft, holder.entity().account(), arn, 0, -1);
        }
    }

    /** Refuses to delete who still has policies. */
    void requireNone(T holder) {
        if (!holder.grants().attached().isEmpty()) {
            throw Refusals.deleteConflict("Cannot delete entity, must detach all policies first.");
        }
        if (!holder.grants().inline().isEmpty()) {
            throw Refusals.deleteConflict("Cannot delete entity, must delete policies first.");
        }
    }

    private void use(Draft draft, String account, String arn, int attachments, int boundaries) {
        if (!Parts.isOwn(account, arn)) {
            if (parts.aws().find(arn).isEmpty()) {
                throw notAttachable(arn);
            }
            return;
        }
        String name = arn.substring(arn.lastIndexOf('/') + 1);
        Optional<ManagedPolicy> policy =
                draft.read(Kind.POLICY, account, name).filter(each -> each.arn().equals(arn));
        ManagedPolicy used = policy.orElseThrow(() -> notAttachable(arn));
        draft.put(
                Kind.POLICY,
                account,
                name,
                used.withUses(used.attachments() + attachments, used.boundaries() + boundaries));
    }

    private static AwsException notAttachable(String arn) {
        return Refusals.noSuchEntity("Policy " + arn + " does not exist or is not attachable.");
    }
}

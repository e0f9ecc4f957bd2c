package io.roadstead.services.identity.api;

import io.roadstead.services.identity.directory.Kind;
import io.roadstead.wire.Caller;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.CreateInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.CreateInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.DeleteInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.DeleteInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.GetInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.GetInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.InstanceProfile;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesForRoleRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesForRoleResponse;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesResponse;
import software.amazon.awssdk.services.iam.model.RemoveRoleFromInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.RemoveRoleFromInstanceProfileResponse;

/** Instance profiles: how a host gets a role. */
final class ProfileApi {
    private final Parts parts;

    ProfileApi(Parts parts) {
        this.parts = parts;
    }

    CreateInstanceProfileResponse create(Caller caller, CreateInstanceProfileRequest request) {
        String account = caller.scope().account();
        String name = Constraints.name(request.instanceProfileName(), "instanceProfileName", Constraints.PROFILE_NAME);
        var profile = new io.roadstead.services.identity.directory.InstanceProfile(
                parts.entity(account, request.path(), name, "AIPA", Shapes.tags(request.tags())), List.of());
        parts.directory().change(draft -> {
            if (draft.read(Kind.INSTANCE_PROFILE, account, name).isPresent()) {
                throw Refusals.alreadyExists("Instance Profile " + name + " already exists.");
            }
            draft.put(Kind.INSTANCE_PROFILE, account, name, profile);
            return profile;
        });
        return CreateInstanceProfileResponse.builder()
                .instanceProfile(told(profile))
                .build();
    }

    GetInstanceProfileResponse get(Caller caller, GetInstanceProfileRequest request) {
        return GetInstanceProfileResponse.builder()
                .instanceProfile(told(parts.directory()
                        .find(Kind.INSTANCE_PROFILE, caller.scope().account(), request.instanceProfileName())
                        .orElseThrow(() -> Refusals.noSuchEntity(
                                "Instance Profile " + request.instanceProfileName() + " cannot be found."))))
                .build();
    }

    ListInstanceProfilesResponse list(Caller caller, ListInstanceProfilesRequest request) {
        var page =
                parts.list(Kind.INSTANCE_PROFILE, caller, request.pathPrefix(), request.marker(), request.maxItems());
        return ListInstanceProfilesResponse.builder()
                .instanceProfiles(page.items().stream().map(this::told).toList())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    ListInstanceProfilesForRoleResponse ofRole(Caller caller, ListInstanceProfilesForRoleRequest request) {
        String account = caller.scope().account();
        List<io.roadstead.services.identity.directory.InstanceProfile> profiles = new ArrayList<>();
        for (String name : parts.role(account, request.roleName()).instanceProfiles()) {
            parts.directory().find(Kind.INSTANCE_PROFILE, account, name).ifPresent(profiles::add);
        }
        var page = Pages.of(profiles, profile -> profile.entity().name(), request.marker(), request.maxItems());
        return ListInstanceProfilesForRoleResponse.builder()
                .instanceProfiles(page.items().stream().map(this::told).toList())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    DeleteInstanceProfileResponse delete(Caller caller, DeleteInstanceProfileRequest request) {
        String account = caller.scope().account();
        parts.directory().change(draft -> {
            var profile = parts.profile(draft, account, request.instanceProfileName());
            if (!profile.roles().isEmpty()) {
                throw Refusals.deleteConflict("Cannot delete entity, must remove roles from instance profile first.");
            }
            draft.delete(Kind.INSTANCE_PROFILE, account, request.instanceProfileName());
            return profile;
        });
        return DeleteInstanceProfileResponse.builder().build();
    }

    AddRoleToInstanceProfileResponse add(Caller caller, AddRoleToInstanceProfileRequest request) {
        String account = caller.scope().account();
        parts.directory().change(draft -> {
            var profile = parts.profile(draft, account, request.instanceProfileName());
            var role = parts.ownRole(draft, account, request.roleName());
            if (!profile.roles().isEmpty()) {
                throw Refusals.quota("InstanceSessionsPerInstanceProfile", 1);
            }
            List<String> profiles = new ArrayList<>(role.instanceProfiles());
            profiles.add(profile.entity().name());
            draft.put(
                    Kind.INSTANCE_PROFILE,
                    account,
                    profile.entity().name(),
                    profile.withRoles(List.of(role.entity().name())));
            draft.put(Kind.ROLE, account, role.entity().name(), role.withInstanceProfiles(profiles));
            return profile;
        });
        return AddRoleToInstanceProfileResponse.builder().build();
    }

    RemoveRoleFromInstanceProfileResponse remove(Caller caller, RemoveRoleFromInstanceProfileRequest request) {
        String account = caller.scope().account();
        parts.directory().change(draft -> {
            var profile = parts.profile(draft, account, request.instanceProfileName());
            var role = parts.role(draft, account, request.roleName());
            if (!profile.roles().contains(role.entity().name())) {
                throw Refusals.noSuchEntity("The role with name " + request.roleName() + " cannot be found.");
            }
            draft.put(Kind.INSTANCE_PROFILE, account, profile.entity().name(), profile.withRoles(List.of()));
            draft.put(
                    Kind.ROLE,
                    account,
                    role.entity().name(),
                    role.withInstanceProfiles(role.instanceProfiles().stream()
                            .filter(name -> !name.equals(profile.entity().name()))
                            .toList()));
            return profile;
        });
        return RemoveRoleFromInstanceProfileResponse.builder().build();
    }

    private InstanceProfile told(io.roadstead.services.identity.directory.InstanceProfile profile) {
        List<io.roadstead.services.identity.directory.Role> roles = new ArrayList<>();
        for (String name : profile.roles()) {
            parts.directory().find(Kind.ROLE, profile.entity().account(), name).ifPresent(roles::add);
        }
        return Shapes.profile(profile, roles);
    }
}

package io.roadstead.services.identity.api;

import io.roadstead.services.identity.directory.Grants;
import io.roadstead.services.identity.directory.Kind;
import io.roadstead.wire.Caller;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.iam.model.AddUserToGroupRequest;
import software.amazon.awssdk.services.iam.model.AddUserToGroupResponse;
import software.amazon.awssdk.services.iam.model.CreateGroupRequest;
import software.amazon.awssdk.services.iam.model.CreateGroupResponse;
import software.amazon.awssdk.services.iam.model.DeleteGroupRequest;
import software.amazon.awssdk.services.iam.model.DeleteGroupResponse;
import software.amazon.awssdk.services.iam.model.GetGroupRequest;
import software.amazon.awssdk.services.iam.model.GetGroupResponse;
import software.amazon.awssdk.services.iam.model.ListGroupsRequest;
import software.amazon.awssdk.services.iam.model.ListGroupsResponse;
import software.amazon.awssdk.services.iam.model.RemoveUserFromGroupRequest;
import software.amazon.awssdk.services.iam.model.RemoveUserFromGroupResponse;

/** Groups, and who is in them. */
final class GroupApi {
    private static final int GROUPS_PER_USER = 10;
    private static final int MEMBERS = 5_000;

    private final Parts parts;
    private final HolderPolicies<io.roadstead.services.identity.directory.Group> policies;

    GroupApi(Parts parts, HolderPolicies<io.roadstead.services.identity.directory.Group> policies) {
        this.parts = parts;
        this.policies = policies;
    }

    CreateGroupResponse create(Caller caller, CreateGroupRequest request) {
        String account = caller.scope().account();
        String name = Constraints.name(request.groupName(), "groupName", Constraints.GROUP_NAME);
        var group = new io.roadstead.services.identity.directory.Group(
                parts.entity(account, request.path(), name, "AGPA", List.of()), Grants.NONE, List.of());
        parts.directory().change(draft -> {
            if (draft.read(Kind.GROUP, account, name).isPresent()) {
                throw Refusals.alreadyExists("Group with name " + name + " already exists.");
            }
            draft.put(Kind.GROUP, account, name, group);
            return group;
        });
        return CreateGroupResponse.builder().group(Shapes.group(group)).build();
    }

    GetGroupResponse get(Caller caller, GetGroupRequest request) {
        String account = caller.scope().account();
        var group = parts.directory()
                .find(Kind.GROUP, account, request.groupName())
                .orElseThrow(() -> Parts.noGroup(request.groupName()));
        List<io.roadstead.services.identity.directory.User> members = new ArrayList<>();
        group.members()
                .forEach(
                        name -> parts.directory().find(Kind.USER, account, name).ifPresent(members::add));
        Pages.Page<io.roadstead.services.identity.directory.User> page =
                Pages.of(members, user -> user.entity().name(), request.marker(), request.maxItems());
        return GetGroupResponse.builder()
                .group(Shapes.group(group))
                .users(page.items().stream()
                        .map(user -> Shapes.user(user, false))
                        .toList())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    ListGroupsResponse list(Caller caller, ListGroupsRequest request) {
        String prefix = request.pathPrefix() == null ? "/" : request.pathPrefix();
        Pages.Page<io.roadstead.services.identity.directory.Group> page = Pages.of(
                parts.directory().all(Kind.GROUP, caller.scope().account()).stream()
                        .filter(group -> group.entity().path().startsWith(prefix))
                        .toList(),
                group -> group.entity().name(),
                request.marker(),
                request.maxItems());
        return ListGroupsResponse.builder()
                .groups(page.items().stream().map(Shapes::group).toList())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    DeleteGroupResponse delete(Caller caller, DeleteGroupRequest request) {
        String account = caller.scope().account();
        parts.directory().change(draft -> {
            var group = parts.group(draft, account, request.groupName());
            if (!group.members().isEmpty()) {
                throw Refusals.deleteConflict("Cannot delete entity, must remove users from group first.");
            }
            policies.requireNone(group);
            draft.delete(Kind.GROUP, account, request.groupName());
            return group;
        });
        return DeleteGroupResponse.builder().build();
    }

    AddUserToGroupResponse add(Caller caller, AddUserToGroupRequest request) {
        String account = caller.scope().account();
        parts.directory().change(draft -> {
            var group = parts.group(draft, account, request.groupName());
            var user = parts.user(draft, account, request.userName());
            String groupName = group.entity().name();
            String userName = user.entity().name();
            if (user.groups().contains(groupName)) {
                return user;
            }
            if (user.groups().size() >= GROUPS_PER_USER) {
                throw Refusals.quota("GroupsPerUser", GROUPS_PER_USER);
            }
            if (group.members().size() >= MEMBERS) {
                throw Refusals.quota("UsersPerGroup", MEMBERS);
            }
            draft.put(Kind.GROUP, account, groupName, group.withMembers(with(group.members(), userName)));
            draft.put(Kind.USER, account, userName, user.withGroups(with(user.groups(), groupName)));
            return user;
        });
        return AddUserToGroupResponse.builder().build();
    }

    RemoveUserFromGroupResponse remove(Caller caller, RemoveUserFromGroupRequest request) {
        String account = caller.scope().account();
        parts.directory().change(draft -> {
            var group = parts.group(draft, account, request.groupName());
            var user = parts.user(draft, account, request.userName());
            String groupName = group.entity().name();
            String userName = user.entity().name();
            draft.put(Kind.GROUP, account, groupName, group.withMembers(without(group.members(), userName)));
            draft.put(Kind.USER, account, userName, user.withGroups(without(user.groups(), groupName)));
            return user;
        });
        return RemoveUserFromGroupResponse.builder().build();
    }

    private static List<String> with(List<String> names, String name) {
        List<String> all = new ArrayList<>(names);
        all.add(name);
        return all;
    }

    private static List<String> without(List<String> names, String name) {
        return names.stream().filter(each -> !each.equals(name)).toList();
    }
}

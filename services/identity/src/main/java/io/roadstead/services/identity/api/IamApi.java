package io.roadstead.services.identity.api;

import io.roadstead.services.identity.directory.Kind;
import io.roadstead.services.identity.document.MalformedPolicyException;
import io.roadstead.wire.Caller;
import io.roadstead.wire.ModelFile;
import io.roadstead.wire.Operation;
import io.roadstead.wire.Protocol;
import io.roadstead.wire.RequiredMembers;
import io.roadstead.wire.ServiceApi;
import java.util.Set;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.AddUserToGroupRequest;
import software.amazon.awssdk.services.iam.model.AddUserToGroupResponse;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.CreateGroupRequest;
import software.amazon.awssdk.services.iam.model.CreateGroupResponse;
import software.amazon.awssdk.services.iam.model.CreateInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.CreateInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.CreatePolicyRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyResponse;
import software.amazon.awssdk.services.iam.model.CreatePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateRoleResponse;
import software.amazon.awssdk.services.iam.model.CreateServiceLinkedRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateServiceLinkedRoleResponse;
import software.amazon.awssdk.services.iam.model.CreateUserRequest;
import software.amazon.awssdk.services.iam.model.CreateUserResponse;
import software.amazon.awssdk.services.iam.model.DeleteAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.DeleteAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.DeleteGroupRequest;
import software.amazon.awssdk.services.iam.model.DeleteGroupResponse;
import software.amazon.awssdk.services.iam.model.DeleteInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.DeleteInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.DeletePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyResponse;
import software.amazon.awssdk.services.iam.model.DeletePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.DeleteRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteRoleResponse;
import software.amazon.awssdk.services.iam.model.DeleteServiceLinkedRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteServiceLinkedRoleResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserResponse;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsRequest;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsResponse;
import software.amazon.awssdk.services.iam.model.GetAccountSummaryRequest;
import software.amazon.awssdk.services.iam.model.GetAccountSummaryResponse;
import software.amazon.awssdk.services.iam.model.GetGroupRequest;
import software.amazon.awssdk.services.iam.model.GetGroupResponse;
import software.amazon.awssdk.services.iam.model.GetInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.GetInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.GetPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.GetRoleRequest;
import software.amazon.awssdk.services.iam.model.GetRoleResponse;
import software.amazon.awssdk.services.iam.model.GetServiceLinkedRoleDeletionStatusRequest;
import software.amazon.awssdk.services.iam.model.GetServiceLinkedRoleDeletionStatusResponse;
import software.amazon.awssdk.services.iam.model.GetUserRequest;
import software.amazon.awssdk.services.iam.model.GetUserResponse;
import software.amazon.awssdk.services.iam.model.ListAccessKeysRequest;
import software.amazon.awssdk.services.iam.model.ListAccessKeysResponse;
import software.amazon.awssdk.services.iam.model.ListEntitiesForPolicyRequest;
import software.amazon.awssdk.services.iam.model.ListEntitiesForPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListGroupsForUserRequest;
import software.amazon.awssdk.services.iam.model.ListGroupsForUserResponse;
import software.amazon.awssdk.services.iam.model.ListGroupsRequest;
import software.amazon.awssdk.services.iam.model.ListGroupsResponse;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesForRoleRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesForRoleResponse;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesResponse;
import software.amazon.awssdk.services.iam.model.ListPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListPolicyVersionsRequest;
import software.amazon.awssdk.services.iam.model.ListPolicyVersionsResponse;
import software.amazon.awssdk.services.iam.model.ListRolesRequest;
import software.amazon.awssdk.services.iam.model.ListRolesResponse;
import software.amazon.awssdk.services.iam.model.ListUsersRequest;
import software.amazon.awssdk.services.iam.model.ListUsersResponse;
import software.amazon.awssdk.services.iam.model.RemoveRoleFromInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.RemoveRoleFromInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.RemoveUserFromGroupRequest;
import software.amazon.awssdk.services.iam.model.RemoveUserFromGroupResponse;
import software.amazon.awssdk.services.iam.model.SetDefaultPolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.SetDefaultPolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.SimulateCustomPolicyRequest;
import software.amazon.awssdk.services.iam.model.SimulateCustomPolicyResponse;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyRequest;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyResponse;
import software.amazon.awssdk.services.iam.model.UpdateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.UpdateAssumeRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAssumeRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.UpdateGroupRequest;
import software.amazon.awssdk.services.iam.model.UpdateGroupResponse;
import software.amazon.awssdk.services.iam.model.UpdateRoleDescriptionRequest;
import software.amazon.awssdk.services.iam.model.UpdateRoleDescriptionResponse;
import software.amazon.awssdk.services.iam.model.UpdateRoleRequest;
import software.amazon.awssdk.services.iam.model.UpdateRoleResponse;
import software.amazon.awssdk.services.iam.model.UpdateUserRequest;
import software.amazon.awssdk.services.iam.model.UpdateUserResponse;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.DecodeAuthorizationMessageRequest;
import software.amazon.awssdk.services.sts.model.DecodeAuthorizationMessageResponse;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.GetSessionTokenRequest;
import software.amazon.awssdk.services.sts.model.GetSessionTokenResponse;

/** IAM and STS as this server offers them: every operation there is, in one place. Source: companion-apis 0, 11. */
public final class IamApi {
    private static final Protocol.Query IAM =
            new Protocol.Query("2010-05-08", "https://iam.amazonaws.com/doc/2010-05-08/");
    private static final Protocol.Query STS =
            new Protocol.Query("2011-06-15", "https://sts.amazonaws.com/doc/2011-06-15/");
    static final int INLINE_OF_USER = 2_048;
    static final int INLINE_OF_GROUP = 5_120;
    static final int INLINE_OF_ROLE = 10_240;

    private final ServiceApi.Builder builder;
    private final boolean iam;
    private final Parts parts;

    private IamApi(String name, Protocol.Query query, Parts parts) {
        this.iam = name.equals("iam");
        this.parts = parts;
        builder = ServiceApi.builder(name, query, Set.copyOf(ModelFile.lines(IamApi.class, name + "-operations.txt")))
                .required(RequiredMembers.of(
                        ModelFile.lines(IamApi.class, name + "-required-members.txt"), Refusals::missing))
                .rules(new IamAccess(name, parts.directory()));
    }

    public static ServiceApi iam(Parts parts) {
        var ofUsers = new HolderPolicies<>(parts, Kind.USER, "user", INLINE_OF_USER);
        var ofGroups = new HolderPolicies<>(parts, Kind.GROUP, "group", INLINE_OF_GROUP);
        var ofRoles = new HolderPolicies<>(parts, Kind.ROLE, "role", INLINE_OF_ROLE);
        UserApi users = new UserApi(parts, ofUsers);
        AccessKeyApi keys = new AccessKeyApi(parts);
        GroupApi groups = new GroupApi(parts, ofGroups);
        RoleApi roles = new RoleApi(parts, ofRoles);
        ServiceLinkedRoleApi linked = new ServiceLinkedRoleApi(parts);
        PolicyApi policies = new PolicyApi(parts);
        ProfileApi profiles = new ProfileApi(parts);
        SimulateApi simulate = new SimulateApi(parts);
        IamApi api = new IamApi("iam", IAM, parts);
        AccountApi account = new AccountApi(parts);
        api.add(GetAccountSummaryRequest.class, GetAccountSummaryResponse.class, account::summary);
        api.add(
                GetAccountAuthorizationDetailsRequest.class,
                GetAccountAuthorizationDetailsResponse.class,
                new DetailsApi(parts)::get);
        api.add(CreateUserRequest.class, CreateUserResponse.class, users::create);
        api.add(GetUserRequest.class, GetUserResponse.class, users::get);
        api.add(ListUsersRequest.class, ListUsersResponse.class, users::list);
        api.add(UpdateUserRequest.class, UpdateUserResponse.class, users::update);
        api.add(DeleteUserRequest.class, DeleteUserResponse.class, users::delete);
        api.add(ListGroupsForUserRequest.class, ListGroupsForUserResponse.class, users::groups);
        api.add(CreateAccessKeyRequest.class, CreateAccessKeyResponse.class, keys::create);
        api.add(ListAccessKeysRequest.class, ListAccessKeysResponse.class, keys::list);
        api.add(UpdateAccessKeyRequest.class, UpdateAccessKeyResponse.class, keys::update);
        api.add(DeleteAccessKeyRequest.class, DeleteAccessKeyResponse.class, keys::delete);
        api.add(CreateGroupRequest.class, CreateGroupResponse.class, groups::create);
        api.add(UpdateGroupRequest.class, UpdateGroupResponse.class, groups::update);
        api.add(GetGroupRequest.class, GetGroupResponse.class, groups::get);
        api.add(ListGroupsRequest.class, ListGroupsResponse.class, groups::list);
        api.add(DeleteGroupRequest.class, DeleteGroupResponse.class, groups::delete);
        api.add(AddUserToGroupRequest.class, AddUserToGroupResponse.class, groups::add);
        api.add(RemoveUserFromGroupRequest.class, RemoveUserFromGroupResponse.class, groups::remove);
        api.add(CreateRoleRequest.class, CreateRoleResponse.class, roles::create);
        api.add(GetRoleRequest.class, GetRoleResponse.class, roles::get);
        api.add(ListRolesRequest.class, ListRolesResponse.class, roles::list);
        api.add(UpdateRoleRequest.class, UpdateRoleResponse.class, roles::update);
        api.add(UpdateRoleDescriptionRequest.class, UpdateRoleDescriptionResponse.class, roles::describe);
        api.add(UpdateAssumeRolePolicyRequest.class, UpdateAssumeRolePolicyResponse.class, roles::updateTrust);
        api.add(DeleteRoleRequest.class, DeleteRoleResponse.class, roles::delete);
        api.add(CreateServiceLinkedRoleRequest.class, CreateServiceLinkedRoleResponse.class, linked::create);
        api.add(DeleteServiceLinkedRoleRequest.class, DeleteServiceLinkedRoleResponse.class, linked::delete);
        api.add(
                GetServiceLinkedRoleDeletionStatusRequest.class,
                GetServiceLinkedRoleDeletionStatusResponse.class,
                linked::status);
        api.add(CreatePolicyRequest.class, CreatePolicyResponse.class, policies::create);
        api.add(GetPolicyRequest.class, GetPolicyResponse.class, policies::get);
        api.add(ListPoliciesRequest.class, ListPoliciesResponse.class, policies::list);
        api.add(DeletePolicyRequest.class, DeletePolicyResponse.class, policies::delete);
        api.add(CreatePolicyVersionRequest.class, CreatePolicyVersionResponse.class, policies::createVersion);
        api.add(GetPolicyVersionRequest.class, GetPolicyVersionResponse.class, policies::getVersion);
        api.add(ListPolicyVersionsRequest.class, ListPolicyVersionsResponse.class, policies::listVersions);
        api.add(SetDefaultPolicyVersionRequest.class, SetDefaultPolicyVersionResponse.class, policies::setDefault);
        api.add(DeletePolicyVersionRequest.class, DeletePolicyVersionResponse.class, policies::deleteVersion);
        api.add(ListEntitiesForPolicyRequest.class, ListEntitiesForPolicyResponse.class, policies::entities);
        api.add(CreateInstanceProfileRequest.class, CreateInstanceProfileResponse.class, profiles::create);
        api.add(GetInstanceProfileRequest.class, GetInstanceProfileResponse.class, profiles::get);
        api.add(ListInstanceProfilesRequest.class, ListInstanceProfilesResponse.class, profiles::list);
        api.add(ListInstanceProfilesForRoleRequest.class, ListInstanceProfilesForRoleResponse.class, profiles::ofRole);
        api.add(DeleteInstanceProfileRequest.class, DeleteInstanceProfileResponse.class, profiles::delete);
        api.add(AddRoleToInstanceProfileRequest.class, AddRoleToInstanceProfileResponse.class, profiles::add);
        api.add(
                RemoveRoleFromInstanceProfileRequest.class,
                RemoveRoleFromInstanceProfileResponse.class,
                profiles::remove);
        api.add(SimulateCustomPolicyRequest.class, SimulateCustomPolicyResponse.class, simulate::custom);
        api.add(SimulatePrincipalPolicyRequest.class, SimulatePrincipalPolicyResponse.class, simulate::principal);
        GrantOperations.addUsers(api, ofUsers);
        GrantOperations.addGroups(api, ofGroups);
        GrantOperations.addRoles(api, ofRoles);
        TagOperations.add(api, parts);
        return api.builder.build();
    }

    public static ServiceApi sts(Parts parts) {
        StsApi sts = new StsApi(parts);
        IamApi api = new IamApi("sts", STS, parts);
        api.add(GetCallerIdentityRequest.class, GetCallerIdentityResponse.class, sts::identity);
        api.add(
                DecodeAuthorizationMessageRequest.class,
                DecodeAuthorizationMessageResponse.class,
                (caller, request) -> {
                    throw StsApi.noEncodedMessage();
                });
        api.add(AssumeRoleRequest.class, AssumeRoleResponse.class, sts::assume);
        api.add(GetSessionTokenRequest.class, GetSessionTokenResponse.class, sts::session);
        return api.builder.build();
    }

    <I extends SdkPojo, O extends SdkPojo> void add(Class<I> request, Class<O> response, Operation<I, O> operation) {
        builder.operation(request, response, (caller, input) -> {
            refuseSessionTokens(caller);
            try {
                return operation.handle(caller, input);
            } catch (MalformedPolicyException malformed) {
                throw Refusals.malformedPolicy(malformed.text());
            }
        });
    }

    /** Credentials of GetSessionToken are of no use for IAM without MFA. Source: STS API reference, GetSessionToken. */
    private void refuseSessionTokens(Caller caller) {
        if (iam
                && parts.keys()
                        .claims(caller.accessKeyId())
                        .filter(claims -> !claims.isOfRole())
                        .isPresent()) {
            throw Refusals.invalidToken();
        }
    }
}

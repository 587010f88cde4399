-- What questions of cameras share; made after the view camera_agencies, which they select from.

-- Whether a camera is one of the agency wanted on a date, or shows counters of it; any is where none is wanted.
CREATE OR REPLACE MACRO camera_of(of_camera, of_date, wanted) AS
    (
        CAST(wanted AS VARCHAR) IS NULL
        OR (of_camera, of_date) IN (
            SELECT (camera_id, service_date) FROM camera_agencies
            WHERE chosen(agency_id, wanted)
        )
    );

-- Whether a review candidate is of the agency wanted: its own, or what the recorder of one of its cameras did.
CREATE OR REPLACE MACRO candidate_of(of_kind, of_agency, of_camera, of_date, wanted) AS
    (
        chosen(of_agency, wanted)
        OR (by_recorder(of_kind) AND camera_of(of_camera, of_date, wanted))
    );
